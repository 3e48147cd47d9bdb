"""Every sentence has its English, with the same places to fill in; every rule and parameter is documented."""

import ast
import dataclasses
import re
from pathlib import Path

import polib

import yulin
from yulin.law.codes import Code
from yulin.law.parameters import FOLDER, UNITS, load_parameters
from yulin.law.registry import RULES

ROOT = Path(yulin.__file__).parent
FRAGMENTS = sorted((ROOT / "locale" / "en" / "fragments").glob("*.po"))
DOCS = Path(__file__).parents[2] / "docs" / "reference"


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


def messages() -> set[str]:
    """Every message of these packages: in the source, and titles, notes, labels and words of the data."""
    sources = [*ROOT.glob("quantities/*.py"), *ROOT.glob("workdays/*.py"), *ROOT.glob("law/**/*.py"),
               ROOT / "cli" / "law.py", ROOT / "cli" / "deadline.py"]
    marked = [call.args[0] for path in sources for call in calls(path)
              if isinstance(call.func, ast.Name) and call.func.id == "_"]
    found = {str(message.value) for message in marked if isinstance(message, ast.Constant)}
    found |= {unit for unit in UNITS.values() if unit}
    for rule in RULES.values():
        found.add(rule.title)
        found |= {field.metadata["title"] for kind in (rule.facts, rule.outputs)
                  for field in dataclasses.fields(kind)}
    found |= {member._label for kind in Code.__subclasses__() for member in kind}
    for values in load_parameters(FOLDER).values():
        found |= {values[0].title, values[0].note} - {""}
        found |= {str(p.value) for p in values if p.unit == "text"}
    return found


def translations() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for path in FRAGMENTS for entry in polib.pofile(str(path))}


def test_every_message_has_its_english_with_the_same_places() -> None:
    english = translations()
    assert sorted(messages() - english.keys()) == []
    places = re.compile(r"{\w+}")
    differ = [zh for zh, en in english.items() if sorted(places.findall(zh)) != sorted(places.findall(en))]
    assert differ == []


def test_every_message_that_is_filled_in_names_what_fills_it() -> None:
    """A ``.format`` call gives exactly the names its message has."""
    for path in [*ROOT.glob("law/**/*.py"), *ROOT.glob("workdays/*.py"), *ROOT.glob("quantities/*.py")]:
        for call in calls(path):
            marked = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(marked, ast.Call) and marked.args and isinstance(marked.args[0], ast.Constant):
                places = set(re.findall(r"{(\w+)}", str(marked.args[0].value)))
                assert places == {k.arg for k in call.keywords}, (path.name, marked.args[0].value)


def test_the_reference_names_every_rule_and_parameter() -> None:
    text = (DOCS / "law-rules.md").read_text("utf-8")
    assert [name for name in (*RULES, *load_parameters(FOLDER)) if f"`{name}`" not in text] == []
