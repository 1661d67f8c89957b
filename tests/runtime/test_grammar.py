"""Grammars: text and maps as the vendors document them, and back again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from examples import examples
from grammars import AT, ID, Color, F, grammar, hostile, predicates, trees
from hypothesis import given
from specloom_runtime import (
    Compare,
    Condition,
    Field,
    Filter,
    FilterError,
    InfixGrammar,
    KeyMapGrammar,
    ParameterGrammar,
    parse,
    raw,
)
from specloom_runtime.filters.conditions import FieldRef, Predicate

DOLLAR = grammar("dollar-infix")
MAP = grammar("condition-key-map")


class G:
    name = Field[str, Compare]("name")


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (F.name.eq("port"), "name$eq:port"),
        (F.name.ne("a b/é☃"), "name$ne:a b/é☃"),
        (F.count > 40, "supplierNumber$gt:40"),
        (F.count >= -4, "supplierNumber$gte:-4"),
        (F.count < 40, "supplierNumber$lt:40"),
        (F.count <= 40, "supplierNumber$lte:40"),
        (F.price == Decimal("1E+2"), "price$eq:100"),
        (F.ratio == 1e-7, "ratio$eq:0.0000001"),
        (F.active == True, "active$eq:true"),  # noqa: E712
        (F.active.eq(False), "active$eq:false"),
        (F.day > date(2024, 2, 24), "day$gt:2024-02-24"),
        (F.at > AT, "lastUpdated$gt:2024-02-24T10:00:00Z"),
        (F.id == ID, "id$eq:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        (F.color == Color.DARK_BLUE, "color$eq:dark$, $(blue$)"),
        (F.count.in_([1, 2]), "supplierNumber$in:[1,2]"),
        (F.name.not_in(["a,b", "[c]"]), "name$nin:[a$,b,$[c$]]"),
        (F.name.like("*port*"), "name$like:*port*"),
        (F.name.like(r"5\** of 100$"), "name$like:5$** of 100$$"),
        (F.name.is_null(), "name$eq:$null:"),
        (~F.name.is_null(), "name$ne:$null:"),
        (F.name.eq("$null:"), "name$eq:$$null:"),
        (F.name.eq("$and:(x*y)[1],"), "name$eq:$$and:$(x$*y$)$[1$]$,"),
        (
            F.name.like("*port*")
            & ((F.count > 40) | F.name.is_null())
            & ~F.count.in_([1, 2]),
            "name$like:*port*$and:(supplierNumber$gt:40$or:name$eq:$null:)"
            "$and:supplierNumber$nin:[1,2]",
        ),
        (
            ~((F.count > 1) & (F.count < 9)),
            "supplierNumber$lte:1$or:supplierNumber$gte:9",
        ),
        ((F.few.eq(1) & raw("x$eq:(1)")), "few$eq:1$and:(x$eq:(1))"),
        (raw("x$eq:1"), "x$eq:1"),
    ],
)
def test_dollar_infix_rendering(condition: Condition[Any], text: str) -> None:
    assert DOLLAR.render(condition) == text


def test_long_in_list_becomes_an_equivalent_expression() -> None:
    among, outside = F.count.in_(range(401)), F.count.not_in(range(401))
    text = DOLLAR.render(among)
    assert text.count("$in:") == 3 and text.count("$or:") == 2
    assert DOLLAR.render(outside).count("$and:") == 2
    both = DOLLAR.render(among & F.count.gt(3))
    assert both.startswith("(supplierNumber$in:[0,1") and "]$or:" in both
    parsed = parse(DOLLAR, both, F)
    assert parsed == DOLLAR.normal(among & F.count.gt(3))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "$eq:x",
        "name$eq:a$and:",
        "name$eq:a$and:name$eq:b$or:name$eq:c",
        "(name$eq:a",
        "name$eq:a)",
        "name$in:a",
        "name$in:[a",
        "name$eq:a$b",
        "name$eq:a*b",
        "other$eq:a",
        "supplierNumber$eq:many",
        "day$eq:2024-99-01",
    ],
)
def test_text_of_another_grammar_is_rejected(text: str) -> None:
    with pytest.raises(FilterError):
        parse(DOLLAR, text, F)


def test_values_without_fields_are_parsed_as_strings() -> None:
    field: Field[str, Any] = Field("age")
    assert (
        parse(DOLLAR, "age$gt:40$or:(age$eq:$null:)")
        == field.gt("40") | field.is_null()
    )


@examples(50)
@given(trees(predicates(stars=True)))
def test_dollar_infix_parses_back(condition: Condition[Any]) -> None:
    try:
        text = DOLLAR.render(condition)
    except FilterError as error:
        assert "like has no opposite" in str(error)
        return
    assert parse(DOLLAR, text, F) == DOLLAR.normal(condition)
    assert DOLLAR.render(parse(DOLLAR, text, F)) == text


@examples(50)
@given(trees(predicates(stars=False)))
def test_key_maps_parse_back(condition: Condition[Any]) -> None:
    try:
        entries = MAP.render(condition)
    except FilterError as error:
        assert "like has no opposite" in str(error) or "too many" in str(error)
        return
    assert parse(MAP, entries, F) == MAP.normal(condition)
    assert MAP.render(parse(MAP, entries, F)) == entries


@examples(40)
@given(hostile)
def test_text_values_stay_inside_their_literal(text: str) -> None:
    outer = F.count.eq(1) | (F.name.eq(text) & F.name.in_([text, text]))
    assert parse(DOLLAR, DOLLAR.render(outer), F) == outer


def test_long_text_is_escaped_too() -> None:
    text = "$([*,])\\" * 1300
    assert parse(DOLLAR, DOLLAR.render(F.name.eq(text)), F) == F.name.eq(text)


@pytest.mark.parametrize(
    ("condition", "entries"),
    [
        (F.name.eq("x"), {"name": "x"}),
        (F.count.ne(4), {"ne supplierNumber": 4}),
        (
            (F.count >= 4) & (F.count < 9),
            {"fromRange supplierNumber": 4, "toRange supplierNumber": 9},
        ),
        (
            (F.count > 4) & (F.count <= 9),
            {
                "fromRangeExclusive supplierNumber": 4,
                "toRangeInclusive supplierNumber": 9,
            },
        ),
        (F.name.like("*x"), {"likeCriterias name": "*x"}),
        (F.count.in_([1, 2]), {"inList supplierNumber": [1, 2]}),
        (F.count.not_in([1]), {"not-inList supplierNumber": [1]}),
        (F.name.is_null(), {"name": "IS_NULL"}),
        (~F.name.is_null(), {"name": "IS_NOT_NULL"}),
        (F.name.eq("a") & F.name.eq("b"), {"name": "a", "AND1 name": "b"}),
        (
            (F.name.eq("a") | F.count.gt(1)) & F.active.eq(True),
            {
                "OR1": {"name": "a", "fromRangeExclusive supplierNumber": 1},
                "active": True,
            },
        ),
        (
            (F.name.eq("a") & F.count.eq(1)) | F.active.eq(True),
            {
                "OR1": {"name": "a", "active": True},
                "OR2": {"supplierNumber": 1, "active": True},
            },
        ),
        (F.day == date(2024, 1, 2), {"day": "2024-01-02"}),
        (F.at >= AT, {"fromRange lastUpdated": 1708768800000}),
        (F.id == ID, {"id": str(ID)}),
        (F.color.in_([Color.RED]), {"inList color": ["red"]}),
    ],
)
def test_condition_key_maps(condition: Condition[Any], entries: dict[str, Any]) -> None:
    assert MAP.render(condition) == entries
    assert list(MAP.render(condition)) == list(entries)
    assert parse(MAP, entries, F) == MAP.normal(condition)


def test_field_named_like_a_group_keeps_its_operator() -> None:
    order: Field[str, Any] = Field("ORDER")
    android: Field[str, Any] = Field("ANDROID")
    entries = MAP.render(order.eq("x") & android.eq("y"))
    assert entries == {"eq ORDER": "x", "eq ANDROID": "y"}
    assert parse(MAP, entries) == order.eq("x") & android.eq("y")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (F.name.eq("IS_NULL"), "name: the value 'IS_NULL' would be read as null"),
        (F.name.like(r"*\**"), "a literal '\\*' cannot be written"),
        (raw("x"), "raw text cannot be a part"),
        (Predicate(F.at.subject, "eq", datetime(2024, 1, 1)), "without a zone"),
        (~F.name.like("a*"), "like has no opposite"),
    ],
)
def test_conditions_that_a_key_map_cannot_express_are_rejected(
    condition: Any, words: str
) -> None:
    with pytest.raises(FilterError, match=words):
        MAP.render(condition)


def test_condition_with_exponential_expansion_is_rejected() -> None:
    pair = F.count.eq(1) & F.name.eq("a")
    with pytest.raises(FilterError, match="too many alternatives"):
        tree = pair
        for _ in range(9):
            tree = tree | pair
        MAP.render(tree)


@pytest.mark.parametrize(
    "entries", [{}, {"near name": 1}, {"nothing": 1}, {"a b c": 1}]
)
def test_key_maps_of_another_grammar_are_rejected(entries: dict[str, Any]) -> None:
    with pytest.raises(FilterError):
        parse(MAP, entries, F)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), b"x", {}]
)
def test_values_without_a_literal_are_rejected(value: Any) -> None:
    field: Field[Any, Any] = Field("x")
    with pytest.raises(FilterError, match="x: .* cannot be a value in a filter"):
        field.eq(value)
    for each in (DOLLAR, MAP):
        with pytest.raises(FilterError, match="cannot be a value in a filter"):
            each.render(Predicate(FieldRef("x"), "eq", value))


def test_undeclared_operator_is_rejected() -> None:
    infix = InfixGrammar(
        operators={"eq": "{field}={value}"}, conjunction=";", disjunction=","
    )
    keyed = KeyMapGrammar(conditions={"eq": "is"}, default="is")
    for each in (infix, keyed):
        for condition in (F.count.gt(1), F.count.is_null()):
            with pytest.raises(FilterError, match="count: .* cannot be written"):
                each.render(condition)


def test_filter_accepts_only_conditions_of_its_fields() -> None:
    there = Filter("query.filter", DOLLAR, schema="F")
    assert there.render(F.name.eq("x")) == "name$eq:x"
    assert there.render(raw("x")) == "x"
    with pytest.raises(
        FilterError, match=r"of G cannot be used here \(expected one of F"
    ):
        there.render(G.name.eq("x"))
    with pytest.raises(FilterError, match="a str is not a condition"):
        there.render("x")
    with pytest.raises(FilterError, match="not a condition"):
        there.render(Condition())
    assert Filter("query.filter", DOLLAR).render(G.name.eq("x")) == "name$eq:x"


@pytest.mark.parametrize(
    "grammar",
    [
        InfixGrammar(operators={"eq": "="}, conjunction="and", disjunction="or"),
        KeyMapGrammar(conditions={"eq": "eq"}, default="eq"),
        ParameterGrammar(conditions={"eq": "{field}"}),
    ],
    ids=["infix", "key map", "parameters"],
)
def test_grammar_compares_case_and_knows_no_nulls_by_default(grammar: Any) -> None:
    assert (grammar.ignore_case, grammar.nulls) == (False, "unknown")
    assert (grammar.booleans, grammar.datetimes) == (("true", "false"), "iso")
