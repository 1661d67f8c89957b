"""Filter grammars that ship with the generator, as data.

A preset is one YAML file beside this module; it may extend another one, and an overlay
that names it may override any of its fields, or say all of them by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from yaml import safe_load

FAMILIES: Mapping[str, str] = {
    "infix": "InfixGrammar",
    "key-map": "KeyMapGrammar",
    "parameters": "ParameterGrammar",
}
"""Each family of grammars and the runtime class that writes it."""


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
    return completed(safe_load(text), "extends")


def completed(fields: Mapping[str, Any], base: str = "grammar") -> dict[str, Any]:
    """A grammar's fields with those of the preset it names under `base`.

    What is said in both is taken from `fields`, member by member in a map; a member
    that is null there is left out.
    """
    own = {key: value for key, value in fields.items() if key != base}
    found = preset(fields[base]) | own if base in fields else own
    for key, value in found.items():
        if isinstance(value, Mapping):
            inherited = preset(fields[base]).get(key, {}) if base in fields else {}
            members = {**inherited, **value}
            found[key] = {k: v for k, v in members.items() if v is not None}
    return found
