"""Which conditions are equal, and whether grammars compare letter case by default."""

from __future__ import annotations

from typing import Any

import pytest
from specloom_runtime import (
    Eq,
    Field,
    InfixGrammar,
    KeyMapGrammar,
    ParameterGrammar,
    RateLimit,
    matches,
)
from specloom_runtime.calls.rate_limit import RateLimiter
from specloom_runtime.filters.conditions import FieldRef, Predicate

PLAIN = FieldRef("number")


def predicate(subject: FieldRef, value: int) -> Predicate[Any]:
    return Predicate(subject, "eq", value)


@pytest.mark.parametrize(
    "other",
    [
        FieldRef("number", name="order_number"),
        FieldRef("number", owner="OrderFields"),
        FieldRef("number", allowed=frozenset({"eq"})),
        FieldRef("number", kind=int),
    ],
)
def test_fields_of_one_name_are_equal(other: FieldRef) -> None:
    assert other == PLAIN and hash(other) == hash(PLAIN)
    one, two = (predicate(each, 1) for each in (PLAIN, other))
    assert one == two
    more = [predicate(each, 2) for each in (PLAIN, other)]
    both, others = one & more[0], two & more[1]
    assert both == others and hash(both) == hash(others)
    assert "_owner" not in repr(others)
    assert FieldRef("name") != PLAIN


@pytest.mark.parametrize(
    "grammar",
    [
        ParameterGrammar(conditions={"eq": "{field}"}),
        KeyMapGrammar(conditions={"eq": "eq"}, default="eq"),
        InfixGrammar(operators={"eq": "="}, conjunction="and", disjunction="or"),
    ],
    ids=lambda grammar: type(grammar).__name__,
)
def test_letter_case_counts_unless_a_grammar_says_otherwise(grammar: Any) -> None:
    name = Field[str, Eq]("name")
    for value, equal in (("Anna", True), ("anna", False)):
        item = {"name": value}
        condition = name == "Anna"
        assert matches(condition, item, ignore_case=grammar.ignore_case) is equal
        assert matches(condition, item) is equal
        assert matches(condition, item, ignore_case=True)


@pytest.mark.parametrize(
    ("until", "moment"), [(None, 11.0), (11.0, 11.0), (11.5, 11.0), (10.9, None)]
)
def test_no_time_after_the_deadline_is_reserved(
    until: float | None, moment: float | None
) -> None:
    limiter = RateLimiter(RateLimit(2, 10.0))
    assert [limiter.reserve(now, 100.0) for now in (1.0, 2.0)] == [1.0, 2.0]
    assert limiter.reserve(3.0, until) == moment
    following = 12.0 if moment else 11.0
    assert limiter.reserve(3.0) == following
