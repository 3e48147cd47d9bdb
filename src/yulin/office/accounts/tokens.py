"""令牌 Tokens: made and revoked by the person they act for, found by their secret; each act has its journal line.

The secret is shown once, when it is made; the office keeps its SHA-256 alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import TOKEN_SCOPES, Person, Token
from yulin.office.journal.chain import Entry, append

PREFIX = "yl_"
MOST = 20
LONGEST_DAYS = 730


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain SHA-256 suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(person: Person, name: str, scope: str, days: int) -> tuple[Token, str]:
    """A new token valid for ``days`` days, and its secret. Refusal for an unknown scope, too many, or too long."""
    if scope not in TOKEN_SCOPES:
        raise Refusal(_("没有“{scope}”这种令牌。").format(scope=scope))
    if not name.strip():
        raise Refusal(_("请给令牌起个名字，以便日后认出它。"))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(_("令牌的有效期应为 1 到 {most} 天。").format(most=LONGEST_DAYS))
    if valid_tokens(person).count() >= MOST:
        raise Refusal(_("一个人最多 {n} 个有效令牌，请先撤销不用的。").format(n=MOST))
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(person=person, name=name.strip()[:100], scope=scope, digest=digest_of(secret),
                                     expires_on=dt.date.today() + dt.timedelta(days=days))
        append([_entry("create", token)])
    return token, secret


def valid_tokens(person: Person) -> Any:
    """The person's tokens that are neither revoked nor out of date."""
    return Token.objects.filter(person=person, revoked=False, expires_on__gte=dt.date.today())


def revoke_token(token: Token) -> None:
    """Make a token void at once."""
    with transaction.atomic():
        token.revoked = True
        token.save(update_fields=["revoked"])
        append([_entry("withdraw", token)])


def person_of(secret: str, *scopes: str) -> Person | None:
    """The person for whom a secret may act within one of ``scopes`` today; None for anything else."""
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    today = dt.date.today()
    valid = Token.objects.filter(digest=digest_of(secret), revoked=False, expires_on__gte=today)
    token = valid.select_related("person").filter(scope__in=scopes, person__is_active=True).first()
    if token is None:
        return None
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    person: Person = token.person
    return person


def _entry(act: str, token: Token) -> Entry:
    said = {"token": f"{token.name}（{token.scope}）"}
    before, after = (None, said) if act == "create" else (said, None)
    person = token.person
    return Entry(person.username, act, "accounts.token", person.username, person.region, before, after)
