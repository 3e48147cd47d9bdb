"""YAML as a person reads it: no key twice, ``on`` is a word, ``0103`` a code and ``0.20`` an exact decimal.

The common YAML reader takes ``on``, ``no`` and ``y`` for truth values, ``0103`` for an octal number and a
decimal for a binary float. Files of law and cases of law cannot bear any of that.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from yulin.findings import Refusal
from yulin.i18n import gettext as _

LARGEST = 2_000_000
"""The largest file read, in bytes."""


# The C parser where the wheel has it: all of the law is read for every review.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictLoader(_Safe):  # type: ignore[misc]
    """A safe loader of plain scalars only: true/false, null, decimal integers, decimals, dates, text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping; a key given twice is an error."""
        seen: set[Any] = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int):
                raise ConstructorError(None, None, "a key must be a word", key_node.start_mark)
            if key in seen:
                raise ConstructorError(None, None, f"“{key}” twice", key_node.start_mark)
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def _date(loader: StrictLoader, node: yaml.ScalarNode) -> date | str:
    """A date; text when there is no such day, so that whoever reads the file can say where."""
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        return str(node.value)


def _decimal(loader: StrictLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


_DIGITS = list("-+0123456789")
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(true|false|True|False)$"), list("tfTF"))
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(~|null|Null|)$"), ["~", "n", "N", ""])
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9]*)$"), _DIGITS)
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?(0|[1-9]\d*)\.\d+$"), _DIGITS)
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:timestamp", re.compile(r"\d{4}-\d{2}-\d{2}$"), list("0123456789"))
StrictLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises Refusal naming the file and the line when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(_("文件 {path} 超过 {largest} 字节，不像是规则或用例文件。")
                          .format(path=path, largest=LARGEST))
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=StrictLoader)  # noqa: S506  a SafeLoader
    except OSError as fault:
        raise Refusal(_("文件 {path} 打不开：{fault}。").format(path=path, fault=fault.strerror)) from fault
    except UnicodeDecodeError as fault:
        raise Refusal(_("文件 {path} 不是 UTF-8 编码，请转换后再用。").format(path=path)) from fault
    except RecursionError as fault:
        raise Refusal(_("文件 {path} 嵌套过深，读不出来。").format(path=path)) from fault
    except (yaml.YAMLError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        line = _("第 {line} 行").format(line=mark.line + 1) if mark else ""
        problem = getattr(fault, "problem", None) or str(fault)
        raise Refusal(_("文件 {path} {line}写法有误：{problem}。")
                      .format(path=path, line=line, problem=problem)) from fault
