"""None in a list of values stands for null."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from examples import examples
from grammars import grammar
from hypothesis import given
from hypothesis import strategies as st
from specloom_runtime import (
    Condition,
    Eq,
    Field,
    FilterError,
    In,
    InfixGrammar,
    IsNull,
    Member,
    NotIn,
    ParameterGrammar,
    matches,
    parse,
)

LISTS = InfixGrammar(
    operators={
        "eq": "{field}$eq:{value}",
        "in": "{field}$in:[{values}]",
        "nin": "{field}$nin:[{values}]",
        "null": "{field}$eq:$null:",
        "not-null": "{field}$ne:$null:",
    },
    conjunction="$and:",
    disjunction="$or:",
    escape={"$": "$$", ",": "$,", "]": "$]"},
    list_max=3,
    list_null="$null:",
)


class F:
    email = Field[str, Member | IsNull]("email")
    name = Field[str, Member | Eq]("name")
    anything: Field[Any, Any] = Field("anything")


E = F.email


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (E.in_(["a", None]), "email$in:[a,$null:]"),
        (E.in_([None]), "email$in:[$null:]"),
        (~E.in_([None, "$null:"]), "email$nin:[$null:,$$null:]"),
        (E.not_in(["a", None]), "email$nin:[a,$null:]"),
        # Null counts as one of the three values.
        (E.in_(["a", "b", "c", None]), "email$in:[a,b,c]$or:email$in:[$null:]"),
        (E.not_in([None, *"abc"]), "email$nin:[$null:,a,b]$and:email$nin:[c]"),
    ],
)
def test_a_grammar_with_null_in_lists(condition: Condition[Any], text: str) -> None:
    assert LISTS.render(condition) == text
    assert parse(LISTS, text, F) == LISTS.normal(condition)


def test_text_that_begins_like_null_is_not_null() -> None:
    plain = replace(LISTS, escape={",": "$,"}, list_null="none")
    assert parse(plain, "email$in:[none,nonesuch]", F) == E.in_([None, "nonesuch"])
    assert plain.render(E.in_([None, "nonesuch"])) == "email$in:[none,nonesuch]"
    with pytest.raises(FilterError, match="email: the value 'none' would be read as"):
        plain.render(E.in_(["none"]))


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (E.in_(["a", None]), "email$in:[a]$or:email$eq:$null:"),
        (E.in_([None]), "email$eq:$null:"),
        (E.not_in(["a", None, "b"]), "email$nin:[a,b]$and:email$ne:$null:"),
        (~E.in_(["a", None]), "email$nin:[a]$and:email$ne:$null:"),
        (~E.not_in([None]), "email$eq:$null:"),
    ],
)
def test_other_grammars_get_a_condition_of_its_own(
    condition: Condition[Any], text: str
) -> None:
    assert replace(LISTS, list_null=None).render(condition) == text


def test_a_grammar_with_not_and_without_lists() -> None:
    odata = grammar("odata-2")
    assert odata.render(~E.in_(["a", None])) == "not (email eq 'a') and email ne null"


def test_what_a_grammar_cannot_write_is_refused() -> None:
    members = ParameterGrammar(conditions={"in": "{field}", "null": "{field}_null"})
    assert members.render(E.in_([None])) == {"email_null": "true"}
    for condition, given_ in ((E.in_(["a", None]), members), (E.in_([None]), LISTS)):
        without = dict(getattr(given_, "operators", {}))
        without.pop("null", None)
        each: Any = given_
        if given_ is LISTS:
            each = replace(LISTS, operators=without, list_null=None)
        with pytest.raises(FilterError):
            each.render(condition)


@pytest.mark.parametrize("values", [["a", None], [None]])
def test_a_field_that_cannot_be_null_is_not_compared_with_none(values: Any) -> None:
    with pytest.raises(FilterError, match="name cannot be compared with None"):
        F.name.in_(values)
    assert matches(F.anything.in_(values), {"anything": None})


VALUES = st.sampled_from(["a", "b", "$null:", None])
LISTED = st.lists(VALUES, min_size=1, max_size=5)
LEAVES = st.one_of(LISTED.map(E.in_), LISTED.map(E.not_in))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        inner.map(lambda condition: ~condition),
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("name", ["lists", "odata", "scim", "condition-key-map"])
@examples(25)
@given(condition=TREES)
def test_vendors_and_the_client_agree(name: str, condition: Condition[Any]) -> None:
    each = LISTS if name == "lists" else grammar(name)
    sent = parse(each, each.render(condition), F)
    for email in (None, "a", "b", "c", "$null:"):
        wanted = matches(condition, {"email": email}, nulls=each.nulls)
        assert matches(sent, {"email": email}, nulls=each.nulls) is wanted


def test_the_operators_allow_none_one_by_one() -> None:
    class Each:
        one = Field[int, In | IsNull]("one")
        other = Field[int, NotIn | IsNull]("other")

    item = {"one": None, "other": None}
    assert matches(Each.one.in_([1, None]), item)
    assert not matches(Each.other.not_in([1, None]), item)
    assert not matches(Each.other.not_in([1]), item)
    assert matches(Each.other.not_in([1]), item, nulls="false")
