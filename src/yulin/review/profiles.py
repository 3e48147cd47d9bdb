"""Profiles: what kind of dossier a review is for, which decides how the boundary rule reads."""

from __future__ import annotations

from dataclasses import dataclass

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.rules.occupation import BatchKind


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile. title: Chinese source string; kind: the dossier's kind, None when it is not said."""

    name: str
    title: str
    kind: BatchKind | None


PROFILES: dict[str, Profile] = {profile.name: profile for profile in (
    Profile("general", "通用审查", None),
    Profile("urban", "城市批次用地审查", BatchKind.URBAN),
    Profile("rural", "乡村批次用地审查", BatchKind.RURAL),
    Profile("single", "单独选址项目审查", BatchKind.SINGLE),
    Profile("linked", "增减挂钩批次审查", BatchKind.LINKED),
    Profile("tract", "成片开发批次审查", BatchKind.TRACT),
)}


def profile_of(name: str) -> Profile:
    """The profile of that name; refuses an unknown one, listing the known."""
    if name not in PROFILES:
        raise Refusal(_("没有名为“{name}”的审查方案，可用：{known}。").format(
            name=name, known=_("、").join(PROFILES)))
    return PROFILES[name]
