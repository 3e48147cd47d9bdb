"""Draws the pictures of the README and the docs from the sample district, with the system's Chromium.

    .venv/bin/python tools/screenshots.py [--home DIR] [--only NAME …]

Makes the sample district unless ``--home`` names one that is there, serves it, logs in and writes docs/pictures/*.png.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
YULIN = Path(sys.executable).with_name("yulin")
LOGIN, PASSWORD = "yulin", "qinghe-2025"
FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SCOPE = "?year=2025&as_of=2025-12-31"
SUPPLY = "/records/land-supply/"
# name → address; the last two are drawn in the middle of work
PAGES = {
    "office": f"/{SCOPE}",
    "list": f"{SUPPLY}{SCOPE}&map=1&cols=number,project,region,area",
    "record": f"{SUPPLY}5/{SCOPE}",
    "form": f"{SUPPLY}5/edit/{SCOPE}",
    "import": f"{SUPPLY}import/{SCOPE}",
    "bulk": f"{SUPPLY}{SCOPE}&stage=delivered",
}
WRONG = (["9901022025X00001", "滨河路延伸工程", "无名镇", "划拨", "约十亩"],
         ["9901022025X00002", "城东小学", "", "白送", 12.5])
DRAWN = "[...document.querySelectorAll('div.map')].every(m => m.dataset.ready || m.offsetParent === null)"


def serve(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The office, serving; and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([str(YULIN), "office", "serve", "--home", str(home), "--port", str(port)],
                              stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).read()  # noqa: S310
            return server, address
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise RuntimeError("the office does not answer")


def workbook(folder: Path) -> Path:
    """A ledger with a good row and two in error."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "土地供应台账"
    for row in (["电子监管号", "项目名称", "所在乡镇", "供应方式", "供应面积(亩)"],
                ["9901022025X00003", "污水处理厂", "柳甸镇", "划拨", 33.2], *WRONG):
        book.active.append(row)
    path = folder / "土地供应台账.xlsx"
    book.save(path)
    return path


def settle(page: Any) -> None:
    """Wait until the page's maps are drawn."""
    for _ in range(60):
        page.wait_for_timeout(150)
        if page.evaluate(DRAWN):
            break
    page.wait_for_timeout(1500 if page.locator("div.map").count() else 200)


def draw(page: Any, name: str, folder: Path) -> None:
    """One picture."""
    page.goto(PAGES[name])
    if name == "import":
        page.set_input_files("input[type=file]", str(workbook(folder)))
        page.get_by_role("button", name="上传并预览").click()
        page.wait_for_url("**/import/*/**")
    if name == "bulk":
        page.get_by_label("选择本页全部").check()
        page.get_by_role("button", name="批量办理").click()
        page.select_option("#id_what", "step:started")
        page.fill("#id_day", "2025-12-20")
        page.get_by_role("button", name="预览").click()
        page.get_by_text("可以办理").first.wait_for()
    settle(page)
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> int:
    """Draw them all, or those named."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--home", type=Path, help="a home with the sample district")
    words.add_argument("--only", nargs="+", choices=sorted(PAGES), default=sorted(PAGES))
    asked = words.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("needs Chromium (Debian's package chromium)", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="yulin-pictures-") as scratch:
        home = (asked.home or Path(scratch) / "home").resolve()
        if not (home / "office.sqlite3").is_file():
            subprocess.run([str(YULIN), "demo", "--home", str(home), "--sample", f"{home}-sample"], check=True)
        server, address = serve(home)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address, locale="zh-CN")
                page = context.new_page()
                page.goto("/login/")
                page.fill("input[name=username]", LOGIN)
                page.fill("input[name=password]", PASSWORD)
                page.get_by_role("button", name="登录").click()
                page.wait_for_load_state("load")
                for name in asked.only:
                    draw(page, name, Path(scratch))
                    print(PICTURES / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
