"""The two languages of the interface: Chinese is the source, English is the translation.

Message ids are Chinese, as the clerk reads them; ``locale/en/LC_MESSAGES/django.po`` holds the English.
The core and the office share one catalogue. The office sets the language per request; the command line
takes ``YULIN_LANG`` (``zh`` or ``en``).
"""

from __future__ import annotations

import gettext as _gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).with_name("locale")
DOMAIN = "django"

_language: ContextVar[str] = ContextVar("yulin_language", default=os.environ.get("YULIN_LANG", "zh"))


def use_language(code: str) -> None:
    """Make ``code`` (``zh…`` or ``en…``) the language of messages in this context (thread or task)."""
    _language.set("en" if code.lower().startswith("en") else "zh")


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _language.get()


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_DIR, [code], fallback=True)


def gettext(message: str) -> str:
    """``message`` in the language in use; the Chinese original where no translation is known."""
    return message if language() == "zh" else _catalogue("en").gettext(message)


_ = gettext
