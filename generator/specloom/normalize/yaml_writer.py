"""Write normalized YAML; equal trees give equal bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

import yaml
from yaml import events

_RISKY = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.(?:inf|nan)"
    r"|[-+.0-9][-+.0-9_:eExXoOa-fA-F]*(?:[Tt ].*)?"
)
"""Strings to which YAML 1.1 or 1.2 assigns another meaning if they are not quoted."""

_UNSEEN = re.compile("[\x85\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Invisible characters, some of which change the order of visible ones."""

LONGEST_KEY = 1000
"""The maximum length of a key on the same line as its value; YAML allows 1024."""

_START = (events.StreamStartEvent(), events.DocumentStartEvent(explicit=False))
_END = (events.DocumentEndEvent(explicit=False), events.StreamEndEvent())
_MAPPING_START = events.MappingStartEvent(None, None, True, flow_style=False)
_MAPPING_END = events.MappingEndEvent()
_SEQUENCE_START = events.SequenceStartEvent(None, None, True, flow_style=False)
_SEQUENCE_END = events.SequenceEndEvent()
_FLOAT = "tag:yaml.org,2002:float"
_resolver: Any = yaml.resolver.Resolver()


def _events(tree: Any) -> Iterator[events.Event]:
    """Yield the YAML events of a tree, without recursion."""
    waiting = [tree]
    strings: dict[str, events.ScalarEvent] = {}  # Documents repeat most strings.
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            event = strings.get(node)
            if event is None:
                event = strings[node] = _string(node)
            yield event
        elif isinstance(node, dict):
            yield _MAPPING_START
            waiting.append(_MAPPING_END)
            for key in reversed(node):
                waiting += (node[key], key)
        elif isinstance(node, list):
            yield _SEQUENCE_START
            waiting.append(_SEQUENCE_END)
            waiting += reversed(node)
        elif isinstance(node, events.Event):
            yield node
        elif isinstance(node, float | Decimal):
            yield _number(node)
        else:
            text = "null" if node is None else str(node)
            text = text.lower() if isinstance(node, bool) else text
            yield events.ScalarEvent(None, None, (True, False), text)


def _string(text: str) -> events.ScalarEvent:
    style = None
    if "\n" in text and _is_prose(text):
        style = "|"
    elif _UNSEEN.search(text):
        style = '"'
    elif not text or _RISKY.fullmatch(text):
        style = "'"
    return events.ScalarEvent(None, None, (True, True), text, style=style)


def _is_prose(text: str) -> bool:
    """Return whether lines can be written unchanged in a block scalar."""
    bare = text.rstrip("\n")
    whole = text == text.strip("\n").rstrip(" ") + "\n" * (len(text) - len(bare))
    lines = text.split("\n")
    return (
        whole
        and max(text) <= "\uffff"  # The library escapes characters above this one.
        and all(map(str.isprintable, lines))
        and not any(line != line.rstrip() or line.startswith(" ") for line in lines)
    )


def _number(value: float | Decimal) -> events.ScalarEvent:
    text = str(value)
    if isinstance(value, float) and "." not in text.split("e")[0]:
        text = text.replace("e", ".0e")  # YAML 1.1 needs the point in 1.0e+20.
    plain = _resolver.resolve(yaml.ScalarNode, text, (True, False)) == _FLOAT
    return events.ScalarEvent(None, _FLOAT, (plain, False), text)


def write_yaml(tree: Any) -> str:
    """Return the tree as YAML.

    Members keep their order, and lines are not folded. Text of several lines is written
    as a block scalar if YAML allows it. Invisible characters are escaped.

    Args:
        tree: dicts, lists, strings, numbers, booleans and None.
    """
    text: str = yaml.emit(
        chain(_START, _events(tree), _END),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        width=2**31 - 1,
    )
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_lines(members: Mapping[str, Any]) -> str:
    """Return an object as YAML with one line for each member, even with a long key.

    PyYAML itself writes a key of more than 128 bytes on a separate line.
    """
    text = "\n" + write_yaml(members)
    for key, value in members.items() if "\n? " in text else ():
        if isinstance(value, str):
            lines = write_yaml({key: value})
            text = text.replace(f"\n{lines}", f"\n{_joined(lines)}", 1)
    return text[1:]


def _joined(lines: str) -> str:
    """Return a member with its key and value on one line, if YAML allows this."""
    key, _, value = lines.partition("\n: ")
    plain = key.startswith("? ") and len(key) <= LONGEST_KEY
    if not plain or "\n" in key or value.count("\n") != 1:
        return lines
    return f"{key.removeprefix('? ')}: {value}"
