"""Tests about the project itself: its translations, what its docs name, what may not stand in its tree."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from yulin.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "yulin"
DOCS = ROOT / "docs"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHELL = {"--help", "--install-completion", "--show-completion"}
TRANSLATING = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}


def tracked(*patterns: str) -> list[Path]:
    """The files that git keeps; all of them when no pattern is given. Skips outside a git checkout."""
    answer = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", *patterns], capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def docs_text() -> str:
    """All documentation as one text."""
    return "\n".join(path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md")))


# --- translations ----------------------------------------------------------------------------------------


def load_tool(name: str):
    """A script of ``tools/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalogue() -> tuple[dict[str, str], list[str]]:
    """msgid → English of all fragments, and the contradictions between fragments."""
    merged, contradictions = load_tool("build_translations").merge(
        (SOURCES / "locale/en/fragments").glob("*.po"))
    return {entry.msgid: entry.msgstr or entry.msgstr_plural[0] for entry in merged}, contradictions


def gettext_calls(path: Path) -> Iterator[ast.Call]:
    """Every call of gettext under one of its names in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in TRANSLATING:
                yield node


def python_messages(path: Path) -> Iterator[tuple[str, int]]:
    """Every Chinese literal given to gettext in a module, with its line."""
    for call in gettext_calls(path):
        first = call.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and CHINESE.search(first.value):
            yield first.value, call.lineno


def template_messages(path: Path) -> Iterator[tuple[str, int]]:
    """Every Chinese message of a template, as Django's own extraction sees it, with its line."""
    from django.utils.translation.template import templatize

    code = templatize(path.read_text("utf-8"), origin=str(path))
    for found in re.finditer(r"""gettext\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", code):
        message = ast.literal_eval(found.group(1))
        if CHINESE.search(message):
            yield message, code.count("\n", 0, found.start()) + 1


def test_fragments_do_not_contradict_each_other() -> None:
    assert catalogue()[1] == []


def test_no_message_is_put_together_before_it_is_translated() -> None:
    wrong = [f"{path.relative_to(ROOT)}:{call.lineno}" for path in sorted(SOURCES.rglob("*.py"))
             for call in gettext_calls(path) if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]
    assert wrong == []


def test_every_message_has_an_english_translation() -> None:
    english, _ = catalogue()
    missing = [f"{path.relative_to(ROOT)}:{line}: {message}"
               for pattern, messages in (("*.py", python_messages), ("*.html", template_messages))
               for path in sorted(SOURCES.rglob(pattern))
               for message, line in messages(path) if not english.get(message)]
    assert not missing, f"{len(missing)} without English:\n" + "\n".join(missing)


def test_translations_keep_the_placeholders() -> None:
    holes = re.compile(r"\{\w*\}|%\(\w+\)[sd]|%[sd]")
    wrong = [message for message, text in catalogue()[0].items()
             if sorted(set(holes.findall(message))) != sorted(set(holes.findall(text)))]
    assert wrong == []


def test_every_declared_label_has_an_english_translation() -> None:
    from yulin.office.registers.declaration import REGISTERS

    english, _ = catalogue()
    labels = set()
    for register in REGISTERS.values():
        labels |= {column.label for column in register.columns}
        labels |= {step.title for step in register.milestones}
        labels |= {clock.title for clock in register.clocks} | {figure.title for figure in register.figures}
    missing = sorted(label for label in labels if CHINESE.search(label) and not english.get(label))
    assert not missing, f"{len(missing)} labels without English:\n" + "\n".join(missing)


# --- documentation ---------------------------------------------------------------------------------------


def commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The command and, for a group, every command below it, each with the words that call it."""
    yield path, command
    if hasattr(command, "list_commands"):
        context = typer.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if not below.hidden:
                yield from commands(below, (*path, name))


def commands_under(name: str) -> list[tuple[tuple[str, ...], Any]]:
    """The command ``yulin <name>`` and every command below it."""
    top = get_command(cli)
    return list(commands(top.get_command(typer.Context(top), name), ("yulin", name)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    page = docs_text()
    missing = []
    for path, command in commands_under(name):
        words = " ".join(path)
        if not re.search(re.escape(words) + r"(?![\w-])", page):
            missing.append(words)
        options = [option for parameter in command.params
                   if parameter.param_type_name == "option" and not parameter.hidden
                   for option in parameter.opts if option.startswith("--") and option not in SHELL]
        missing += [f"{words} {option}" for option in options
                    if not re.search(re.escape(option) + r"(?![\w-])", page)]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    lacking = [" ".join(path) for path, command in commands_under(name)
               if not hasattr(command, "list_commands")
               and "yulin " not in f"{command.help or ''}{command.epilog or ''}"]
    assert lacking == []


def test_every_register_is_documented() -> None:
    from yulin.office.registers.declaration import REGISTERS

    page = docs_text()
    assert len(REGISTERS) >= 16
    assert [register.title for register in REGISTERS.values()
            if register.title not in page or register.code not in page] == []


def test_the_register_pages_say_what_the_declarations_say() -> None:
    stale = [path.name for path, text in load_tool("register_reference").pages().items()
             if not path.is_file() or path.read_text("utf-8") != text]
    assert stale == [], "make docs writes them again"


def test_the_command_page_says_what_the_commands_say() -> None:
    page = DOCS / "reference" / "commands.md"
    assert page.read_text("utf-8") == load_tool("command_reference").page(), "make docs writes it again"


def test_every_setting_is_documented() -> None:
    used = {name for path in SOURCES.rglob("*.py")
            for name in re.findall(r"\bYULIN_[A-Z][A-Z_]+", path.read_text("utf-8"))}
    page = docs_text()
    assert sorted(name for name in used if name not in page) == []


def links(page: Path) -> list[Path]:
    """The files that a page links to or shows."""
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    return [(page.parent / target.split("#")[0]).resolve() for target in targets
            if "://" not in target and not target.startswith(("#", "mailto:"))]


def test_links_between_pages_lead_somewhere() -> None:
    broken = [f"{page.relative_to(ROOT)}: {target.relative_to(ROOT)}" for page in tracked("*.md")
              for target in links(page) if not target.exists()]
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            waiting += links(page)
    lost = [str(page.relative_to(ROOT)) for page in tracked("docs/*.md") if page not in reached]
    assert lost == []


def test_the_readmes_name_the_commands_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert {"run", "demo", "test", "lint", "bench", "build", "lock"} <= targets
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.M))
        assert {"run", "demo", "test"} <= named <= targets, name


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(path.name[:4] for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


# --- the tree --------------------------------------------------------------------------------------------


def test_no_machine_path_or_package_index_stands_in_the_tree() -> None:
    forbidden = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w|file:///|://[^\s\"']*(?:pypi|npmjs|registry)[^\s\"']*"
                           r"|\"resolved\":|^--(?:extra-)?index-url|^--find-links", re.M)
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in forbidden.finditer(text)]
    assert found == []


def test_every_pinned_dependency_has_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [number for number, line in enumerate(lines) if re.match(r"\S+==", line)]
    assert len(pins) > 60
    assert [lines[n] for n in pins if "--hash=sha256:" not in lines[n + 1]] == []


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n")
               for path in SOURCES.rglob("*.py") if "migrations" not in path.parts}
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def test_every_package_says_what_it_is() -> None:
    silent = [str(path.relative_to(ROOT)) for path in SOURCES.rglob("*.py") if "migrations" not in path.parts
              and path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []
