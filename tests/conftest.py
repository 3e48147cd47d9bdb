"""What every test shares: repeatable random examples, a home of its own, the folder beside the checkout."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from yulin.i18n import use_language

ROOT = Path(__file__).parents[1]

settings.register_profile("yulin", deadline=None, derandomize=True, print_blob=False,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "yulin"))

os.environ.setdefault("MPLBACKEND", "Agg")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder ``shared`` beside the checkout (handbook, law texts, polygons); skips where it is not."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared, which is not here")
    return folder


@pytest.fixture(autouse=True)
def _own_language_and_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Messages in Chinese, and never a home left over from the person who runs the tests."""
    use_language("zh")
    monkeypatch.delenv("YULIN_LANG", raising=False)
    monkeypatch.setenv("YULIN_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``yulin demo`` has run (``home`` and ``sample``), made once for all; copy it to write."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "district"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            env = {k: v for k, v in os.environ.items() if k not in ("YULIN_LANG", "YULIN_HOME")}
            command = [str(Path(sys.executable).with_name("yulin")), "demo", "--home", "home", "--sample", "sample",
                       "--patches", "1500"]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            (folder / "made").touch()
    return folder
