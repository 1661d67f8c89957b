"""The one writer of normalized YAML: the same tree gives the same bytes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

_RISKY = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|=|<<"
    r"|[-+.0-9][-+.0-9_:eExXoOa-fA-F]*(?:[Tt ].*)?"
)
"""Plain texts that YAML 1.1 or 1.2 would read as something else."""


_PLAIN = re.compile(r"[A-Za-z_/$](?:[!-9;-~]|[ :](?=[!-9;-~]))*")
"""Texts that need no quotes, but for the risky ones and those with a comment's mark."""
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Ends of lines that no line of ours ends with."""
LONGEST_KEY = 100
"""Characters of a name that stands on a line with its value."""


class _Writer(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text and _is_prose(text):
        style = "|"
    elif _RISKY.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_prose(text: str) -> bool:
    """Whether the lines can stand in a block scalar as they are."""
    bare = text.rstrip("\n")
    whole = text == text.strip("\n").rstrip(" ") + "\n" * (len(text) - len(bare))
    lines = text.split("\n")
    return (
        whole
        and max(text) <= "\uffff"  # What is beyond, the library escapes.
        and all(map(str.isprintable, lines))
        and not any(line != line.rstrip() or line.startswith(" ") for line in lines)
    )


def _number(dumper: yaml.CSafeDumper, value: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


def _float(dumper: yaml.CSafeDumper, value: float) -> yaml.ScalarNode:
    shown = repr(value)
    if "e" in shown and "." not in shown.split("e")[0]:
        shown = shown.replace("e", ".0e")
    return dumper.represent_scalar("tag:yaml.org,2002:float", shown)


_Writer.add_representer(str, _text)
_Writer.add_representer(Decimal, _number)
_Writer.add_representer(float, _float)
_Writer.add_multi_representer(dict, yaml.CSafeDumper.represent_dict)
_Writer.add_multi_representer(list, yaml.CSafeDumper.represent_list)


def _dumped(value: Any) -> str:
    """A value as the library writes it: without a line's end, as the whole document."""
    return yaml.dump(
        value,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=2**31 - 1,
        default_flow_style=False,
    )


class _UnusualError(Exception):
    """A name that does not fit on its line, or a text with breaks as nobody writes."""


def write_yaml(tree: Any) -> str:
    """The tree as YAML: its own order, unlimited width, prose in block scalars.

    The library decides how a scalar is written, but for texts that are plain beyond
    doubt; the lines around scalars are simple enough to be written here, in a third of
    the time.
    """
    lines: list[str] = []
    try:
        _write(tree, "", "", lines)
    except _UnusualError:
        return _dumped(tree)
    return "\n".join([*lines, ""])


def _write(node: Any, first: str, pad: str, lines: list[str]) -> None:
    """Adds the lines of a node; `first` begins the first of them, `pad` the others."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            _member(f"{first}{_name(key)}:", value, pad, lines)
            first = pad
    elif isinstance(node, list) and node:
        for item in node:
            _write(item, f"{first}- ", f"{pad}  ", lines)
            first = pad
    else:
        lines.append(first + _scalar(node, pad))


def _member(name: str, value: Any, pad: str, lines: list[str]) -> None:
    """Adds the lines of a member: a value stands beside its name or below it."""
    if isinstance(value, dict) and value:
        lines.append(name)
        _write(value, f"{pad}  ", f"{pad}  ", lines)
    elif isinstance(value, list) and value:
        lines.append(name)
        _write(value, pad, pad, lines)
    else:
        lines.append(f"{name} {_scalar(value, f'{pad}  ')}")


def _name(key: Any) -> str:
    if isinstance(key, str) and _is_plain(key) and len(key) <= LONGEST_KEY:
        return key
    return _odd_name(key)


@lru_cache(maxsize=10_000)
def _odd_name(key: Any) -> str:
    """A name as the library writes it."""
    shown = _dumped({key: None})
    if "\n" in shown[:-1] or not shown.endswith(": null\n") or shown.startswith("?"):
        raise _UnusualError(key)
    return shown.removesuffix(": null\n")


def _scalar(value: Any, pad: str) -> str:
    """A value on its line; the lines that follow it, if any, begin with `pad`."""
    if isinstance(value, str):
        if _is_plain(value):
            return value
        if "\n" in value and _is_prose(value):
            return _block(value, pad)
        return _odd_text(value).replace("\n  ", f"\n{pad}")
    if value is None or type(value) in (bool, int):
        return json.dumps(value)
    return _in_line(value)


def _is_plain(text: str) -> bool:
    return bool(
        _PLAIN.fullmatch(text) and " #" not in text and not _RISKY.fullmatch(text)
    )


def _block(text: str, pad: str) -> str:
    """Lines as they are, under a mark that says whether a break ends the last."""
    if text.endswith("\n\n") or text == "\n":
        raise _UnusualError(text)
    rows = text.removesuffix("\n").split("\n")
    mark = "|" if text.endswith("\n") else "|-"
    return "\n".join([mark, *(pad + row if row else "" for row in rows)])


@lru_cache(maxsize=10_000)
def _odd_text(text: str) -> str:
    """A text as the library writes it, two spaces before all lines but the first."""
    if _BREAKS.search(text):
        raise _UnusualError(text)
    return _in_line(text)


def _in_line(value: Any) -> str:
    return _dumped({"a": value}).removeprefix("a: ").removesuffix("\n")
