"""A real browser for the tests that need one: Chromium of the system's package, at the size of an office's screen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BUILT = Path(__file__).parents[2] / "src" / "yulin" / "office" / "web" / "static" / "build" / "app.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; skips where it is not installed or the front end is not built."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    if not BUILT.is_file():
        pytest.skip("needs the front end (make build)")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # playwright's own loop runs in this thread; the tests' queries beside it are safe, because nothing awaits them
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        held = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield held
        held.close()


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """Serves the office over a home as a user serves it, until the test ends: ``served(home)`` is its address."""
    servers: list[subprocess.Popen[bytes]] = []

    def serve(home: Path) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        servers.append(subprocess.Popen(
            [str(Path(sys.executable).with_name("yulin")), "office", "serve", "--home", str(home), "--port", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        address, pause = f"http://127.0.0.1:{port}", threading.Event()
        for _turn in range(1200):
            assert servers[-1].poll() is None, "the office did not start"
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=60).close()
                break
            except OSError:
                pause.wait(0.1)
        return address

    yield serve
    for server in servers:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def desk(browser: Any, live_server: Any, settings: Any) -> Iterator[Any]:
    """A page of the office at 1366×768; the test fails when a script failed or the content-security policy was hurt."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url, locale="zh-CN")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text)
            if said.type == "error" and "status of 4" not in said.text else None)
    yield page
    context.close()
    assert faults == []
