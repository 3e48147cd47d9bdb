"""Who may do what: a flat table of roles and acts, and the region's code prefix."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet

from yulin.office.accounts.models import Person

Act = Literal["see", "create", "change", "withdraw", "load", "export", "report", "journal", "people", "atlas",
              "waive", "audit", "settings"]

ALLOWED: dict[str, frozenset[Act]] = {
    "clerk": frozenset({"see", "create", "change", "load", "export", "audit"}),
    "section_head": frozenset({"see", "create", "change", "withdraw", "load", "export", "report", "journal",
                               "atlas", "waive", "settings", "people", "audit"}),
    "leader": frozenset({"see", "export", "report", "journal", "audit"}),
    "auditor": frozenset({"see", "export", "report", "journal", "audit"}),
    "admin": frozenset(
        {"see", "create", "change", "withdraw", "load", "export", "report", "journal", "people",
         "atlas", "waive", "settings", "audit"}
    ),
}


def may(person: Person, act: Act, region: str | None = None) -> bool:
    """Whether ``person`` may do ``act``, and (when ``region`` is given) on a record of that region."""
    if not person.is_authenticated or not person.is_active:
        return False
    if act not in ALLOWED.get(person.role, frozenset()):
        return False
    return region is None or region.startswith(person.region)


def of_district(person: Person) -> bool:
    """Whether the person's region is a whole district or more: quotas and their books belong to the district alone."""
    return len(person.region) <= len("990102")


def seen_by(person: Person, records: QuerySet[Any]) -> QuerySet[Any]:
    """The records among ``records`` that lie in the person's region."""
    return records.filter(region__startswith=person.region) if person.region else records
