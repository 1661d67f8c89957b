"""Every grammar that ships, and those of vendors: text as documented, and back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import pytest
import specloom_runtime
from examples import examples
from grammars import AT, ID, NAMES, Color, F, grammar, hostile, predicates, trees
from hypothesis import given
from specloom_runtime import (
    Condition,
    Field,
    Filter,
    FilterError,
    InfixGrammar,
    OpenEnum,
    Operation,
    ParameterGrammar,
    RequestError,
    Sort,
    SortGrammar,
    SortKey,
    parse,
    raw,
)
from specloom_runtime.filters.conditions import All
from specloom_runtime.filters.literals import KINDS, as_value, kinds_of
from specloom_runtime.filters.presets import SHIPPED
from specloom_runtime.operations.arguments import build_draft

COUNT, NAME, ACTIVE = F.count, F.name, F.active
MIXED = NAME.eq("a") & ((COUNT > 40) | ACTIVE.eq(True))
URN: Field[str, Any] = Field("urn:ietf:params:scim:schemas:core:2.0:User:userName")
KEYED: Field[str, Any] = Field('metadata["order"]')
NESTED: Field[str, Any] = Field("Address/City")

TEXTS: dict[str, list[tuple[Condition[Any], Any]]] = {
    "odata": [
        (NAME.eq("o'clock"), "name eq 'o''clock'"),
        (COUNT.ne(4), "supplierNumber ne 4"),
        (COUNT <= -4, "supplierNumber le -4"),
        (F.price >= Decimal("1E+2"), "price ge 100"),
        (ACTIVE.eq(True), "active eq true"),
        (F.day < date(2024, 2, 24), "day lt 2024-02-24"),
        (F.at > AT, "lastUpdated gt 2024-02-24T10:00:00Z"),
        (F.id.eq(ID), "id eq a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        (F.color.eq(Color.RED), "color eq 'red'"),
        (COUNT.in_([1, 2]), "supplierNumber in (1,2)"),
        (COUNT.not_in([1, 2]), "not (supplierNumber in (1,2))"),
        (NAME.like("*port*"), "contains(name,'port')"),
        (NAME.like("port*"), "startswith(name,'port')"),
        (NAME.like(r"*\*port"), "endswith(name,'*port')"),
        (~NAME.like("*port*"), "not (contains(name,'port'))"),
        (~(COUNT > 40), "not (supplierNumber gt 40)"),
        (NAME.is_null(), "name eq null"),
        (~NAME.is_null(), "name ne null"),
        (NESTED.eq("x"), "Address/City eq 'x'"),
        (MIXED, "name eq 'a' and (supplierNumber gt 40 or active eq true)"),
        (~MIXED, "not (name eq 'a') or (not (supplierNumber gt 40)"
                 " and not (active eq true))"),
    ],
    "odata-2": [
        (F.at > AT, "lastUpdated gt datetimeoffset'2024-02-24T10:00:00Z'"),
        (F.day.eq(date(2024, 2, 24)), "day eq datetime'2024-02-24T00:00:00'"),
        (F.id.eq(ID), "id eq guid'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
        (NAME.like("*port*"), "substringof('port',name)"),
        (COUNT.in_([1, 2]), "supplierNumber eq 1 or supplierNumber eq 2"),
        (COUNT.not_in([1, 2]), "supplierNumber ne 1 and supplierNumber ne 2"),
    ],
    "rsql": [
        (NAME.eq('a "b" \\'), 'name=="a \\"b\\" \\\\"'),
        (COUNT.ne(4), "supplierNumber!=4"),
        (COUNT < 4, "supplierNumber=lt=4"),
        (COUNT.in_([1, 2]), "supplierNumber=in=(1,2)"),
        (NAME.not_in(["a", "b,c"]), 'name=out=("a","b,c")'),
        (NAME.like("*port*"), 'name=="*port*"'),
        (~NAME.like("*port*"), 'name!="*port*"'),
        (~(COUNT > 40), "supplierNumber=le=40"),
        (MIXED, 'name=="a";(supplierNumber=gt=40,active==true)'),
    ],
    "fiql": [
        (NAME.eq("a b;c"), "name==a%20b%3Bc"),
        (NAME.like("a**"), "name==a**"),
        (NAME.eq("a*"), "name==a%2A"),
        (COUNT >= 4, "supplierNumber=ge=4"),
        (COUNT.in_([1, 2]), "supplierNumber==1,supplierNumber==2"),
        (F.at > AT, "lastUpdated=gt=2024-02-24T10%3A00%3A00Z"),
    ],
    "scim": [
        (URN.eq('b"\\\n'), URN.subject.wire + ' eq "b\\"\\\\\\n"'),
        (NAME.eq("\x00"), 'name eq "\\u0000"'),
        (NAME.like("*a*"), 'name co "a"'),
        (NAME.like("a*"), 'name sw "a"'),
        (NAME.like("*a"), 'name ew "a"'),
        (NAME.is_null(), "not (name pr)"),
        (~NAME.is_null(), "name pr"),
        (F.at >= AT, 'lastUpdated ge "2024-02-24T10:00:00Z"'),
        (~NAME.eq("a") & ACTIVE.eq(False), 'not (name eq "a") and active eq false'),
        (COUNT.in_([1, 2]), "supplierNumber eq 1 or supplierNumber eq 2"),
    ],
    "aip-160": [
        (NAME.eq('a"\\'), 'name = "a\\"\\\\"'),
        (COUNT > 40, "supplierNumber > 40"),
        (NAME.like("a*"), 'name = "a*"'),
        (~NAME.like("a*"), 'NOT (name = "a*")'),
        (NAME.is_null(), "NOT name:*"),
        (~NAME.is_null(), "name:*"),
        (MIXED, 'name = "a" AND (supplierNumber > 40 OR active = true)'),
    ],
    "colon-query": [
        (KEYED.eq('x"'), 'metadata["order"]:"x\\""'),
        (NAME.like("*port*"), 'name~"port"'),
        (~NAME.eq("a"), '-name:"a"'),
        (NAME.ne("a"), '-name:"a"'),
        (NAME.is_null(), "name:null"),
        (~NAME.is_null(), "-name:null"),
        (COUNT.in_([1, 2]), "supplierNumber:1 OR supplierNumber:2"),
        (F.at > datetime(2024, 2, 24, 10, tzinfo=UTC), "lastUpdated>1708768800"),
        (COUNT.gt(1) & NAME.eq("a"), 'supplierNumber>1 AND name:"a"'),
    ],
    "condition-key-text": [
        (NAME.eq("x") & COUNT.in_([1, 2]), "name:x|inList supplierNumber:1,2"),
        (COUNT >= 4, "fromRange supplierNumber:4"),
        (NAME.is_null(), "name:IS_NULL"),
    ],
    "bracket-parameters": [
        (
            NAME.eq("x") & (COUNT >= 4) & (COUNT < 9),
            {
                "filter[name]": "x",
                "filter[supplierNumber][gte]": "4",
                "filter[supplierNumber][lt]": "9",
            },
        ),
        (COUNT.in_([1, 2]), {"filter[supplierNumber][in]": "1,2"}),
        (COUNT.eq(1) | COUNT.eq(2), {"filter[supplierNumber][in]": "1,2"}),
        (NAME.like("*a*"), {"filter[name][contains]": "a"}),
        (NAME.is_null(), {"filter[name][null]": "true"}),
        (~ACTIVE.eq(True), {"filter[active][ne]": "true"}),
    ],
    "suffix-parameters": [
        (NAME.eq("x") & (COUNT >= 4), {"name": "x", "supplierNumber__gte": "4"}),
        (NAME.like("a*"), {"name__startswith": "a"}),
        (~NAME.is_null(), {"name__isnull": "false"}),
    ],
    "interval-body": [
        (COUNT.in_([1, 2]), {"supplierNumber": [1, 2]}),
        (
            (F.at >= AT) & (F.at <= AT),
            {"lastUpdated": {"StartUtc": AT, "EndUtc": AT}},
        ),
        (NAME.eq("x") & (F.at >= AT), {"name": "x", "lastUpdated": {"StartUtc": AT}}),
    ],
}  # fmt: skip
CASES = [(name, *case) for name, cases in TEXTS.items() for case in cases]


@pytest.mark.parametrize(("name", "condition", "text"), CASES)
def test_each_grammar_renders_conditions(
    name: str, condition: Condition[Any], text: Any
) -> None:
    assert grammar(name).render(condition) == text
    assert parse(grammar(name), text) is not None


@pytest.mark.parametrize("name", NAMES)
@examples(25)
@given(condition=trees(predicates(stars=True)))
def test_rendered_filters_parse_back(name: str, condition: Condition[Any]) -> None:
    each = grammar(name)
    try:
        text = each.render(condition)
    except FilterError:
        return
    parsed, normal = parse(each, text, F), each.normal(condition)
    if getattr(each, "nested", False) and isinstance(normal, All):
        # A JSON object holds the conditions on a field together, in any order.
        assert isinstance(parsed, All)
        assert Counter(parsed.parts) == Counter(normal.parts)
    else:
        assert parsed == normal
    assert each.render(parsed) == text


@pytest.mark.parametrize("name", NAMES)
@examples(30)
@given(text=hostile)
def test_text_values_cannot_escape_their_literal(name: str, text: str) -> None:
    each = grammar(name)
    for condition in (NAME.eq(text), NAME.in_([text, text]) & COUNT.eq(1)):
        try:
            written = each.render(condition)
        except FilterError:
            # Some grammars have texts that they cannot say, and none says another.
            continue
        assert parse(each, written, F) == each.normal(condition)


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_and_long_strings_can_be_rendered(name: str) -> None:
    for text in ("port", "o'clock", "5 % of 10 €", "emoji 😀", "x" * 10_000):
        each = grammar(name)
        assert parse(each, each.render(NAME.eq(text)), F) == each.normal(NAME.eq(text))


@pytest.mark.parametrize(
    ("name", "tight"), [("odata", "and"), ("rsql", "and"), ("scim", "and"),
                        ("fiql", "and"), ("aip-160", "or")],
)  # fmt: skip
def test_precedence_follows_the_grammar(name: str, tight: str) -> None:
    each = grammar(name)
    a, b, c = COUNT.eq(1), COUNT.eq(2), COUNT.eq(3)
    texts = [each.render(part) for part in (a, b, c)]
    both, either = each.conjunction, each.disjunction
    mixed = texts[0] + both + texts[1] + either + texts[2]
    assert parse(each, mixed, F) == ((a & b) | c if tight == "and" else a & (b | c))
    mixed = texts[0] + either + texts[1] + both + texts[2]
    assert parse(each, mixed, F) == (a | (b & c) if tight == "and" else (a | b) & c)


def test_ungrouped_conditions_without_precedence_are_rejected() -> None:
    with pytest.raises(FilterError, match="parentheses where 'and' and 'or'"):
        parse(grammar("dollar-infix"), "name$eq:a$and:name$eq:b$or:name$eq:c", F)


@pytest.mark.parametrize(
    ("name", "condition", "words"),
    [
        ("colon-query", MIXED, "cannot mix AND and OR"),
        ("colon-query", NAME.like("a*"), r"the pattern 'a\*' cannot be written"),
        ("colon-query", F.at > AT.replace(microsecond=1), "finer than a second"),
        ("odata", NAME.like("a*b"), r"the pattern 'a\*b' cannot be written"),
        ("odata", Field("a b").eq(1), "'a b' cannot be a field's name"),
        ("rsql", NAME.eq("a*"), r"a literal '\*' cannot be written here"),
        ("rsql", NAME.like(r"\**"), r"a literal '\*' cannot be written in a pattern"),
        ("rsql", NAME.is_null(), "name: null cannot be written"),
        ("condition-key-text", NAME.eq("a:b"), r"with : or \| cannot be sent"),
        ("condition-key-text", MIXED, "OR cannot be sent in this filter string"),
        ("condition-key-text", NAME.in_(["a,b"]), "or , cannot be sent"),
        ("bracket-parameters", MIXED, "no OR"),
        ("bracket-parameters", raw("x"), "no raw text"),
        (
            "bracket-parameters",
            (COUNT > 1) & (COUNT > 2),
            r"\[gt\] can only be given once",
        ),
        ("bracket-parameters", NAME.in_(["a,b"]), "cannot stand in a list here"),
        (
            "bracket-parameters",
            NAME.like("a*b"),
            r"the pattern 'a\*b' cannot be written",
        ),
        ("bracket-parameters", Field("a]").eq(1), "cannot be a field's name"),
        ("interval-body", COUNT.gt(4), "gt cannot be written"),
        ("interval-body", (F.at >= AT) & F.at.eq(AT), "can only be given once|both a"),
        ("interval-body", F.at.eq(AT) & (F.at >= AT), "both a value and a range"),
    ],
)
def test_conditions_that_a_grammar_cannot_express_are_rejected(
    name: str, condition: Any, words: str
) -> None:
    with pytest.raises(FilterError, match=words):
        grammar(name).render(condition)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("odata", "name eq 'a"), ("odata", "name eq a"), ("odata", "name eq 'a' or"),
        ("odata", "not name eq 'a'"), ("odata", "name eq 'a' nor name eq 'b'"),
        ("odata", "supplierNumber in (1,"), ("odata", "(name eq 'a'"),
        ("rsql", "name==a"), ("rsql", 'name=="a";'), ("rsql", 'other=="a"'),
        ("scim", 'name sw "a" and'), ("colon-query", 'name:"a" AND (x:1)'),
        ("condition-key-text", "name"), ("condition-key-text", "name:a|name:b"),
        ("bracket-parameters", {}), ("bracket-parameters", {"filter[other]": "1"}),
        ("bracket-parameters", {"filter[name][null]": "perhaps"}),
        ("interval-body", {"supplierNumber": {"From": 1}}),
    ],
)  # fmt: skip
def test_text_outside_the_grammar_is_rejected(name: str, text: Any) -> None:
    with pytest.raises(FilterError):
        parse(grammar(name), text, F)


def test_negated_pattern_needs_an_operator() -> None:
    plain = replace(grammar("rsql"), operators={"like": "{field}=={value}"})
    with pytest.raises(FilterError, match="like has no opposite"):
        plain.render(~NAME.like("a*"))


@pytest.mark.parametrize("name", SHIPPED)
def test_preset_name_is_the_name_of_its_constant(name: str) -> None:
    constant = name.upper().replace("-", "_")
    assert getattr(specloom_runtime, constant) is SHIPPED[name]


@pytest.mark.parametrize("name", NAMES)
def test_values_without_field_types_are_strings(name: str) -> None:
    each = grammar(name)
    found = parse(each, each.render(Field("age").eq("x")))
    assert each.render(found) == each.render(Field("age").eq("x"))


def test_value_before_its_field_keeps_its_type() -> None:
    turned = InfixGrammar(
        operators={"eq": "{value} is {field}", "in": "[{values}] has {field}"},
        conjunction=" and ",
        disjunction=" or ",
    )
    tree = COUNT.eq(4) | COUNT.in_([1, 2])
    assert turned.render(tree) == "4 is supplierNumber or [1,2] has supplierNumber"
    assert parse(turned, turned.render(tree), F) == tree


def test_list_only_grammar_renders_a_single_value_as_a_list() -> None:
    lists = ParameterGrammar(conditions={"in": "{field}s"}, nested=True)
    assert lists.render(COUNT.eq(4)) == {"supplierNumbers": [4]}
    assert lists.render(COUNT.eq(4) | COUNT.in_([5, 6])) == {
        "supplierNumbers": [4, 5, 6]
    }
    with pytest.raises(FilterError, match="no OR"):
        lists.render(COUNT.eq(4) | NAME.eq("a"))


def test_fields_may_have_other_names_in_requests() -> None:
    there = Filter(
        "query", grammar("bracket-parameters"), schema="F", names={"name": "n"}
    )
    said = there.render(~(NAME.ne("a") | ~COUNT.eq(4)) & COUNT.gt(1))
    assert said == {
        "filter[n]": "a",
        "filter[supplierNumber]": "4",
        "filter[supplierNumber][gt]": "1",
    }
    assert there.spreads and not Filter("query.f", grammar("odata")).spreads
    infix = Filter("query.f", grammar("odata"), names={"name": "n"})
    assert infix.render(raw("x") | NAME.eq("a")) == "(x) or n eq 'a'"


def test_duplicate_conditions_are_rejected() -> None:
    route = Operation("GET", "/x", filter=Filter("query", grammar("suffix-parameters")))
    with pytest.raises(RequestError, match="name given twice"):
        build_draft(route, query={"name": "b", "filter": NAME.eq("a")})
    assert build_draft(route, query={"other": "b", "filter": NAME.eq("a")}).query == {
        "other": "b",
        "name": "a",
    }


class Colour(OpenEnum):
    RED = "red"


Either: TypeAlias = datetime | date


def test_types_of_several_kinds() -> None:
    assert kinds_of(Either) == ("datetime", "date")
    assert kinds_of(Colour | Literal["red"]) == ("text",)
    assert kinds_of(Literal[1, "a"]) == ("number", "text")
    iso: Any = ("true", "false"), "iso"
    assert as_value("2024-02-24", Either, *iso) == date(2024, 2, 24)
    at = as_value("2024-02-24T00:00:00Z", Either, *iso)
    assert at == datetime(2024, 2, 24, tzinfo=UTC)
    assert as_value(0, Either, iso[0], "epoch-seconds") == datetime(
        1970, 1, 1, tzinfo=UTC
    )
    assert as_value("red", Colour | Literal["red"], *iso) == Colour.RED


def test_open_types_accept_any_value_type() -> None:
    assert kinds_of(bytes) == kinds_of(None) == KINDS
    assert {*kinds_of(int | bytes)} == {*KINDS}
    assert kinds_of(Color) == ("text",)


def test_a_string_is_not_a_condition() -> None:
    route = Operation("GET", "/x", filter=Filter("query.f", grammar("odata")))
    with pytest.raises(
        FilterError, match=r"filter: a str is not a condition \(use raw"
    ):
        build_draft(route, query={"f": "name eq 'a'"})


def test_sort_keys_belong_to_a_resource() -> None:
    signs = Sort("query.sort", SortGrammar(), schema="F", example="name")
    keys = [SortKey("name", F), SortKey("any", None)]
    assert signs.render(keys) == {"sort": "name,any"}
    expected = r"\(expected keys such as F.name and -F.name\)"
    with pytest.raises(FilterError, match=f"sort: .* of G cannot be used.* {expected}"):
        signs.render([SortKey("name", "G")])
    with pytest.raises(FilterError, match=f"sort: str is not a sort key {expected}"):
        signs.render("name")
    with pytest.raises(FilterError, match=r"\(expected keys of F\)"):
        replace(signs, example=None).render("name")
