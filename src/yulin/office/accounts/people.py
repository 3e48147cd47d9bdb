"""Adding people and giving them roles and passwords, each act with its journal line."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import ROLES, Person
from yulin.office.journal.chain import Entry, append


def set_person(login: str, name: str, role: str, region: str, password: str | None, actor: str) -> Person:
    """Make the person ``login``, or change the one that exists; returns the person.

    role: one of ``ROLES``; region: a code of 6, 9 or 12 digits ("" = everything). Refusal for an unknown
    role, a region that is no code, or a password that the rules refuse; then nothing is changed.
    """
    if role not in ROLES:
        raise Refusal(_("没有角色“{role}”，应为：{roles}。").format(role=role, roles="、".join(ROLES)))
    if region and not (region.isdecimal() and len(region) in (6, 9, 12)):
        raise Refusal(_("行政区划代码“{code}”应为 6、9 或 12 位数字。").format(code=region))
    with transaction.atomic():
        person = Person.objects.filter(username=login).first() or Person(username=login)
        new = person.pk is None
        before = None if new else {"name": person.first_name, "role": person.role, "region": person.region}
        person.first_name, person.role, person.region = name or person.first_name, role, region
        if password is not None:
            try:
                validate_password(password, person)
            except ValidationError as fault:
                raise Refusal(" ".join(fault.messages)) from fault
            person.set_password(password)
        elif new:
            person.set_unusable_password()
        person.save()
        append(
            [
                Entry(
                    actor,
                    "create" if new else "change",
                    "accounts.person",
                    login,
                    region,
                    before,
                    {"name": person.first_name, "role": role, "region": region},
                )
            ]
        )
    return person


def system_person() -> Person:
    """Who acts when the command line loads files: the administrator ``system``, who has no password."""
    person, _made = Person.objects.get_or_create(
        username="system", defaults={"role": "admin", "first_name": "系统", "password": "!"}
    )
    return person
