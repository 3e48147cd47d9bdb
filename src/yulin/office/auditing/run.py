"""The process of a heavy batch: ``python -m yulin.office.auditing.run HOME BATCH LANGUAGE``; see ``work``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from yulin.i18n import use_language
from yulin.office.start import open_office


def main(arguments: Sequence[str]) -> int:
    """Audit the batch; 0 when it is done."""
    home, batch, words = arguments
    use_language(words)
    open_office(Path(home))
    from yulin.office.auditing.work import work

    work(batch)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
