"""The shipped grammars, custom ones, and conditions to test them with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from hypothesis import strategies as st
from specloom.vocabulary.filter_grammars import filter_grammar
from specloom_runtime import (
    Compare,
    Condition,
    Eq,
    Field,
    IsNull,
    Like,
    Lt,
    Member,
)
from specloom_runtime.filters.presets import SHIPPED

CUSTOM: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("custom_grammars.yaml").read_text("utf-8")
)
"""The declarations of grammars of the three families; the keys are their names."""
NAMES = sorted([*SHIPPED, *CUSTOM, "condition-key-text"])
"""The names of all grammars that the tests try."""


def made(said: dict[str, Any]) -> Any:
    """Return the grammar that an overlay declares."""
    return filter_grammar(said).built()


@cache
def grammar(name: str) -> Any:
    """Return the shipped or custom grammar with this name."""
    if name in SHIPPED:
        return SHIPPED[name]
    if name == "condition-key-text":
        return replace(grammar("condition-key-map"), pairs=(":", "|"))
    return made(CUSTOM[name])


class Color(StrEnum):
    RED = "red"
    DARK_BLUE = "dark, (blue)"


class F:
    name = Field[str, Compare | Member | Like | IsNull]("name")
    count = Field[int, Compare | Member | IsNull]("supplierNumber")
    price = Field[Decimal, Compare | Member | IsNull]("price")
    ratio = Field[float, Compare | Member | IsNull]("ratio")
    active = Field[bool, Compare | Member | IsNull]("active")
    day = Field[date, Compare | Member | IsNull]("day")
    at = Field[datetime, Compare | Member | IsNull]("lastUpdated")
    id = Field[UUID, Compare | Member | IsNull]("id")
    color = Field[Color, Compare | Member | IsNull]("color")
    few = Field[int, Eq | Lt]("few")


AT = datetime(2024, 2, 24, 10, 0, tzinfo=UTC)
ID = UUID("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")


hostile = (
    st.text() | st.text(alphabet="$()*,[]\\:'\" \n&|=%😀nulandorqei") | st.just("")
)
numbers = st.integers(-(10**20), 10**20)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
VALUES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (F.name, hostile.filter(lambda text: text not in ("IS_NULL", "IS_NOT_NULL"))),
    (F.count, numbers),
    (F.price, st.decimals(allow_nan=False, allow_infinity=False, places=6)),
    (F.ratio, st.floats(allow_nan=False, allow_infinity=False)),
    (F.active, st.booleans()),
    (F.day, st.dates(date(1900, 1, 1))),
    (F.at, instants),
    (F.id, st.uuids()),
    (F.color, st.sampled_from(Color)),
]


Values = list[tuple[Any, st.SearchStrategy[Any]]]


def predicates(
    stars: bool, pool: Values | None = None
) -> st.SearchStrategy[Condition[Any]]:
    found: list[st.SearchStrategy[Condition[Any]]] = []
    for field, values in pool or VALUES:
        for name in ("eq", "ne", "lt", "lte", "gt", "gte"):
            found.append(values.map(getattr(field, name)))
        lists = st.lists(values, min_size=1, max_size=5)
        found += [lists.map(field.in_), lists.map(field.not_in)]
    words = hostile if stars else hostile.map(lambda text: text.replace("*", ""))
    patterns = st.tuples(words, words).map(
        lambda pair: "*".join(one.replace("*", r"\*") for one in pair)
    )
    patterns = (
        patterns.filter(lambda text: r"\*" not in text) if not stars else patterns
    )
    found.append(patterns.map(lambda text: text.rstrip("\\") + "*").map(F.name.like))
    found += [st.builds(field.is_null) for field, _ in pool or VALUES]
    return st.one_of(found)


def trees(
    leaves: st.SearchStrategy[Condition[Any]],
) -> st.SearchStrategy[Condition[Any]]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(lambda a, b: a & b, inner, inner)
            | st.builds(lambda a, b: a | b, inner, inner)
            | st.builds(lambda a: ~a, inner)
        ),
        max_leaves=8,
    )
