"""Detect the schemas that become enumerations, and name their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from ..ir.model_definitions import Enumeration
from ..names import constant, qualify, spellings
from ..vocabulary import keys

_LEAST: Final = -(2**63)
_MOST: Final = 2**63 - 1
"""The range of integers that pydantic can look up in an enumeration (64 bits)."""


def enumeration(
    name: str, schema: Mapping[str, Any], description: str
) -> Enumeration | None:
    """Return the enumeration for a schema; None if the schema does not become one.

    The values must be strings, or integers of 64 bits. A null value is ignored.

    Args:
        name: the name of the class.
        schema: the schema of a component.
        description: the docstring of the class.
    """
    values = [v for v in schema.get("enum", ()) if v is not None]
    for kind in (str, int):
        if values and all(type(value) is kind for value in values):
            if kind is int and not all(_LEAST <= v <= _MOST for v in values):
                return None
            names = _member_names(values, schema.get(keys.ENUM_NAMES, ()))
            texts = schema.get(keys.ENUM_DESCRIPTIONS) or [""] * len(values)
            return Enumeration(
                name=name,
                base="OpenEnum" if kind is str else "OpenIntEnum",
                members={names[str(value)]: value for value in values},
                descriptions={
                    names[str(value)]: text
                    for value, text in zip(values, texts, strict=False)
                },
                description=description,
            )
    return None


def _member_names(values: Sequence[Any], given: Sequence[str]) -> dict[str, str]:
    """Return the member name of each value.

    The name that the document declares for a value is used if it is unique.
    """
    texts = [str(value) for value in values]
    wanted = dict(zip(texts, given, strict=False))
    return qualify({text: _candidates(text, wanted.get(text, "")) for text in texts})


def _candidates(value: str, given: str) -> Iterator[str]:
    own = spellings(value) if value else iter(("empty", "empty string"))
    return map(constant, chain([given] if given.strip() else (), own))
