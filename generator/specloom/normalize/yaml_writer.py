"""Write normalized YAML: the same tree always gives the same bytes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

_RISKY = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|=|<<"
    r"|[-+.0-9][-+.0-9_:eExXoOa-fA-F]*(?:[Tt ].*)?"
)
"""Strings that YAML 1.1 or 1.2 reads as something else if they are not quoted."""

_UNSEEN = re.compile("[\x85\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that are not seen, and may change the order of those that are."""


class _Writer(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text and _is_prose(text):
        style = "|"
    elif _UNSEEN.search(text):
        style = '"'
    elif _RISKY.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_prose(text: str) -> bool:
    """Return whether the lines can be written unchanged in a block scalar."""
    bare = text.rstrip("\n")
    whole = text == text.strip("\n").rstrip(" ") + "\n" * (len(text) - len(bare))
    lines = text.split("\n")
    return (
        whole
        and max(text) <= "\uffff"  # The library escapes characters above this one.
        and all(map(str.isprintable, lines))
        and not any(line != line.rstrip() or line.startswith(" ") for line in lines)
    )


def _number(dumper: yaml.CSafeDumper, value: float | Decimal) -> yaml.ScalarNode:
    text = str(value)
    if isinstance(value, float) and "." not in text.split("e")[0]:
        text = text.replace("e", ".0e")  # YAML 1.1 needs the point in 1.0e+20.
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


_Writer.add_representer(str, _string)
_Writer.add_representer(Decimal, _number)
_Writer.add_representer(float, _number)
_Writer.add_multi_representer(dict, yaml.CSafeDumper.represent_dict)
_Writer.add_multi_representer(list, yaml.CSafeDumper.represent_list)


def write_yaml(tree: Any) -> str:
    """Return the tree as YAML.

    Members keep their order, lines are not folded, text of several lines is written as
    a block scalar where YAML allows it. Characters that are not seen are escaped.

    Args:
        tree: dicts, lists, strings, numbers, booleans and None.
    """
    text: str = yaml.dump(
        tree,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=2**31 - 1,
        default_flow_style=False,
    )
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
