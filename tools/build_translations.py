"""Merge the catalogue's fragments into one English catalogue, and compile it.

Chinese sentences are the message ids (see docs/adr); each topic keeps its English in
``src/yulin/locale/en/fragments/<topic>.po``. The merged ``django.po`` and ``django.mo`` are built, not kept:
the same sentence may stand in several fragments, but always with the same English.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import polib

LOCALE = Path(__file__).parents[1] / "src" / "yulin" / "locale" / "en"
METADATA = {
    "Project-Id-Version": "yulin",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def merge(fragments: Iterable[Path]) -> tuple[polib.POFile, list[str]]:
    """The catalogue of all fragments, and one line for each sentence with two different translations."""
    merged, contradictions = polib.POFile(), []
    merged.metadata = METADATA
    first: dict[tuple[str, str], tuple[polib.POEntry, str]] = {}
    for path in sorted(fragments):
        for entry in polib.pofile(str(path)):
            if entry.obsolete or not (entry.msgstr or entry.msgstr_plural):
                continue
            key = (entry.msgctxt or "", entry.msgid)
            if key not in first:
                first[key] = (entry, path.name)
                merged.append(_bare(entry))
                continue
            known, where = first[key]
            if (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                contradictions.append(
                    f"{entry.msgid!r}: {known.msgstr!r} in {where}, {entry.msgstr!r} in {path.name}")
    return merged, contradictions


def _bare(entry: polib.POEntry) -> polib.POEntry:
    """The entry without its flags, comments and places."""
    return polib.POEntry(msgid=entry.msgid, msgstr=entry.msgstr, msgctxt=entry.msgctxt,
                         msgid_plural=entry.msgid_plural, msgstr_plural=entry.msgstr_plural)


def build(locale: Path = LOCALE) -> int:
    """Write ``LC_MESSAGES/django.po`` and ``.mo``; the exit code: 1 when fragments contradict each other."""
    merged, contradictions = merge((locale / "fragments").glob("*.po"))
    for line in contradictions:
        sys.stderr.write(f"Two translations of {line}\n")
    if contradictions:
        return 1
    target = locale / "LC_MESSAGES"
    target.mkdir(exist_ok=True)
    merged.save(str(target / "django.po"))
    merged.save_as_mofile(str(target / "django.mo"))
    sys.stdout.write(f"{len(merged)} English translations\n")
    return 0


if __name__ == "__main__":
    sys.exit(build())
