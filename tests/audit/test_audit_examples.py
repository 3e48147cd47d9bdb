"""The documentation's example is what the command prints."""

from __future__ import annotations

from typer.testing import CliRunner

from yulin.cli.audit import app


def test_the_how_to_shows_what_is_printed(root, monkeypatch):
    monkeypatch.chdir(root)
    page = (root / "docs" / "how-to" / "check-a-report.md").read_text("utf-8")
    shown = page.split("$ yulin audit docs/examples\n")[1].split("\n```")[0]
    result = CliRunner().invoke(app, ["docs/examples"])
    assert result.exit_code == 1
    assert result.stdout.rstrip("\n") == shown
