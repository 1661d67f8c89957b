"""The one writer of normalized YAML: the same tree gives the same bytes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

_RISKY = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|=|<<"
    r"|[-+.0-9][-+.0-9_:eExXoOa-fA-F]*(?:[Tt ].*)?"
)
"""Plain texts that YAML 1.1 or 1.2 would read as something else."""


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


def write_yaml(tree: Any) -> str:
    """The tree as YAML: its own order, unlimited width, prose in block scalars."""
    return yaml.dump(
        tree,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        width=2**31 - 1,
        default_flow_style=False,
    )
