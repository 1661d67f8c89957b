"""Filter grammars that ship with the generator, as data.

A preset is one YAML file beside this module; an overlay names it and may override
any of its fields.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from yaml import safe_load


def preset_names() -> list[str]:
    """Every preset's name, sorted."""
    files = resources.files(__name__).iterdir()
    return sorted(f.name[:-5] for f in files if f.name.endswith(".yaml"))


@cache
def preset(name: str) -> dict[str, Any]:
    """The fields of a preset; `family` says which kind of grammar it is.

    Raises:
        KeyError: for a name that is not among `preset_names()`.
    """
    if name not in preset_names():
        raise KeyError(name)
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
    fields: dict[str, Any] = safe_load(text)
    return fields
