"""Draw the picture of the audit's HTML view in the documentation, from the example reports in docs/examples.

Run: .venv/bin/python tools/audit_picture.py   (needs Chromium from the system's packages)
Writes docs/pictures/audit.png: the HTML view of the second example, with the keyboard on its wrong rate.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
PICTURE = ROOT / "docs" / "pictures" / "audit.png"


def main() -> None:
    """Write the picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("needs Chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "audit.html"
        command = [sys.executable, "-m", "yulin.cli.main", "audit", str(EXAMPLES), "-f", "html", "-o", str(page)]
        subprocess.run(command, check=False)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1240, "height": 760})
        tab.goto(page.as_uri())
        section = tab.locator("section.doc").nth(1)
        section.locator("a.mark.error").nth(1).focus()
        section.screenshot(path=str(PICTURE))
        browser.close()


if __name__ == "__main__":
    main()
