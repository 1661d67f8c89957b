"""Test fields and conditions, and the messages for invalid ones."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest
from specloom_runtime import (
    ODATA,
    Alphabetical,
    Compare,
    Condition,
    Eq,
    Field,
    Filter,
    FilterError,
    IsNull,
    KeyMapGrammar,
    Like,
    Member,
    ParameterGrammar,
    Sort,
    Sortable,
    SortDirection,
    SortGrammar,
    SortKey,
    escape_pattern,
    matches,
    parse,
    parse_sort,
    raw,
)
from specloom_runtime.filters.conditions import All, Either, Not, Predicate, Raw
from specloom_runtime.filters.parsing import field_refs
from specloom_runtime.filters.rewriting import GrammarCapabilities


class ContactFields:
    name = Field[str, Compare | Member | Like]("name")
    email = Field[str, Eq | IsNull]("email")
    supplier_number = Field[int, Compare | Member | Sortable]("supplierNumber")
    number = Field[int, Compare | Member | Sortable | Alphabetical]("number")
    only = Field[date, Sortable]("only")


class GroupFields:
    number = Field[int, Compare]("number")


C = ContactFields
KEYS = KeyMapGrammar(conditions={"eq": "eq", "ne": "ne"}, default="eq")
PARAMETERS = ParameterGrammar(conditions={"eq": "{field}", "ne": "not-{field}"})


def predicate(condition: Condition[Any]) -> tuple[str, str, Any]:
    assert isinstance(condition, Predicate)
    return condition.subject.wire, condition.operator, condition.value


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (C.supplier_number == 4, ("supplierNumber", "eq", 4)),
        (C.supplier_number.eq(4), ("supplierNumber", "eq", 4)),
        (C.supplier_number != 4, ("supplierNumber", "ne", 4)),
        (C.supplier_number.ne(4), ("supplierNumber", "ne", 4)),
        (C.supplier_number < 4, ("supplierNumber", "lt", 4)),
        (C.supplier_number.lt(4), ("supplierNumber", "lt", 4)),
        (C.supplier_number <= 4, ("supplierNumber", "lte", 4)),
        (C.supplier_number.lte(4), ("supplierNumber", "lte", 4)),
        (C.supplier_number > 4, ("supplierNumber", "gt", 4)),
        (C.supplier_number.gt(4), ("supplierNumber", "gt", 4)),
        (C.supplier_number >= 4, ("supplierNumber", "gte", 4)),
        (C.supplier_number.gte(4), ("supplierNumber", "gte", 4)),
        (4 < C.supplier_number, ("supplierNumber", "gt", 4)),  # noqa: SIM300
        (C.name.in_(["a", "b"]), ("name", "in", ("a", "b"))),
        (C.name.not_in(x for x in "ab"), ("name", "nin", ("a", "b"))),
        (C.name.like("*port*"), ("name", "like", "*port*")),
        (C.email.is_null(), ("email", "null", True)),
    ],
)
def test_field_operators_create_predicates(
    condition: Condition[Any], expected: tuple[str, str, Any]
) -> None:
    assert predicate(condition) == expected


def test_disallowed_operator_is_rejected_by_its_python_name() -> None:
    with pytest.raises(FilterError) as caught:
        C.supplier_number.like("*4*")
    assert str(caught.value) == (
        "supplier_number cannot be matched with like "
        "(allowed: eq, ne, lt, lte, gt, gte, in, nin)"
    )
    with pytest.raises(FilterError, match=r"email cannot .* gt \(allowed: eq, null\)"):
        C.email > "a"  # noqa: B015
    with pytest.raises(FilterError, match=r"only cannot .* eq \(allowed: nothing\)"):
        C.only == date(2024, 1, 1)  # noqa: B015


def test_field_without_declared_operators_has_all() -> None:
    field: Field[Any, Any] = Field("x")
    assert predicate(field.like("a*")) == ("x", "like", "a*")
    assert (-field).descending
    with pytest.raises(FilterError, match=r"x cannot .* None: use is_null\(\)"):
        field.eq(None)


def test_none_and_fields_are_rejected_as_values() -> None:
    with pytest.raises(FilterError, match="name cannot be compared with None$"):
        C.name == None  # noqa
    with pytest.raises(FilterError, match="None"):
        C.name.in_(["a", None])
    for other in (C.email, C.email.is_null()):
        with pytest.raises(FilterError, match="name: .* cannot be a value in a filter"):
            C.name.eq(other)


def test_lists_need_values_and_cannot_be_strings() -> None:
    with pytest.raises(FilterError, match="name: in needs at least one value"):
        C.name.in_([])
    with pytest.raises(FilterError, match="nin takes a list of values .not 'ab'."):
        C.name.not_in("ab")


def test_pattern_needs_a_wildcard() -> None:
    for text in ("port", "", r"100\*"):
        with pytest.raises(FilterError, match=r"name: a pattern needs a \*"):
            C.name.like(text)
    assert escape_pattern("5*\\") == r"5\*\\"


def test_truth_value_is_rejected_with_a_hint() -> None:
    one, two = C.name.eq("a"), C.email.is_null()
    for misuse in (
        lambda: one and two,
        lambda: one or two,
        lambda: not one,
        lambda: 1 < C.number < 5,
        lambda: bool(one & two),
    ):
        with pytest.raises(FilterError, match="write & for and, | for or, ~ for not"):
            misuse()


def test_conditions_of_two_resources_are_rejected() -> None:
    with pytest.raises(
        FilterError, match="of ContactFields cannot be combined with one of GroupFields"
    ):
        C.number.eq(1) & GroupFields.number.eq(1)
    either = raw("x") | C.number.eq(1)
    with pytest.raises(FilterError, match="GroupFields"):
        ~GroupFields.number.eq(1) | either
    assert either.owner is ContactFields
    with pytest.raises(FilterError, match="cannot be combined with 5"):
        C.number.eq(1) & 5


def test_condition_trees_are_flat_and_comparable() -> None:
    a, b, c = C.number.eq(1), C.number.eq(2), C.name.eq("c")
    assert a & b & c == a & (b & c) == All((a, b, c))
    assert a | (b | c) == Either((a, b, c))
    assert a & (b | c) == All((a, Either((b, c))))
    assert ~~a == a and ~a == Not(a)
    assert hash(a & b) == hash(a & b)
    assert a != b


def test_negation_is_pushed_down_to_opposites() -> None:
    n, e = C.number, C.email
    opposites = [
        (n == 1, n != 1),
        (n < 1, n >= 1),
        (n > 1, n <= 1),
        (n.in_([1]), n.not_in([1])),
    ]
    for one, other in opposites:
        assert GrammarCapabilities().normal(~one) == other
        assert GrammarCapabilities().normal(~other) == one
    tree = (n < 1) & ((n > 5) | ~e.is_null())
    assert GrammarCapabilities().normal(~tree) == (n >= 1) | ((n <= 5) & e.is_null())
    assert GrammarCapabilities().normal(
        GrammarCapabilities().normal(~tree)
    ) == GrammarCapabilities().normal(~tree)


def test_conditions_without_an_opposite_are_rejected() -> None:
    with pytest.raises(FilterError, match="name: like has no opposite"):
        GrammarCapabilities().normal(~(C.name.like("a*") & C.name.eq("b")))
    with pytest.raises(FilterError, match=r"email cannot be matched with ne \(allowed"):
        GrammarCapabilities().normal(~C.email.eq("a"))
    with pytest.raises(FilterError, match="raw text cannot be negated"):
        GrammarCapabilities().normal(~raw("x"))
    assert GrammarCapabilities().normal(~~raw("x")) == Raw("x")


def test_negated_comparison_may_include_null() -> None:
    loose: Field[int, Any] = Field("x")
    above = loose.gt(40)
    assert (
        GrammarCapabilities(nulls="false").normal(~above)
        == loose.lte(40) | loose.is_null()
    )
    assert GrammarCapabilities(nulls="false").normal(~(C.number > 40)) == (
        C.number <= 40
    )
    assert GrammarCapabilities(nulls="false").normal(~loose.eq(4)) == loose.ne(4)


def test_fields_and_conditions_are_immutable() -> None:
    for name in ("marks", "subject", "other"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(C.name, name, "x")
    with pytest.raises(AttributeError):
        C.name.eq("a").value = 1
    assert repr(C.name) == "Field('name')"
    assert len({C.name, C.email, C.name}) == 2


def test_conditions_can_be_pickled() -> None:
    tree = ~(C.name.like("a*") & C.number.in_([1, 2])) | raw("x")
    assert pickle.loads(pickle.dumps(tree)) == tree


def test_fields_have_their_value_type() -> None:
    subjects = field_refs(ContactFields)
    assert sorted(subjects) == ["email", "name", "number", "only", "supplierNumber"]
    found = subjects["supplierNumber"]
    assert (found.name, found.owner, found.kind) == ("supplier_number", C, int)
    assert subjects["email"].allowed == {"eq", "null"}


SORT = SortGrammar(alphabetical="~")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([-C.number], "-number"),
        ([C.number.desc()], "-number"),
        ([C.number.asc(), -C.supplier_number], "number,-supplierNumber"),
        ([-C.number.desc()], "number"),
        ([C.number.alphabetical()], "~number"),
        ([-C.number.alphabetical()], "-~number"),
        ([], ""),
    ],
)
def test_sort_keys_are_rendered_and_parsed(keys: list[SortKey[Any]], text: str) -> None:
    assert SORT.render(keys) == text
    assert SORT.render(parse_sort(SORT, text)) == text


def test_sorting_is_rejected_where_unsupported() -> None:
    with pytest.raises(FilterError, match="name cannot be a sort key"):
        -C.name  # noqa: B018
    with pytest.raises(
        FilterError, match="supplier_number cannot be an alphabetical sort key"
    ):
        C.supplier_number.alphabetical()
    with pytest.raises(FilterError, match="cannot be sorted alphabetically by number"):
        SortGrammar().render([C.number.alphabetical()])
    order = Sort("query.sort", SORT)
    for wrong in ("number", ["-number"], 5, [-C.number, "x"]):
        with pytest.raises(FilterError, match="^sort: .* is not a sort key$"):
            order.render(wrong)
    with pytest.raises(FilterError, match="name cannot be a sort key"):
        order.render([C.name])
    assert order.render(C.number) == {"sort": "number"}
    assert order.render([C.number, -C.supplier_number]) == {
        "sort": "number,-supplierNumber"
    }
    other: Field[int, Any] = Field("x")
    assert order.render((-C.number, -other)) == {"sort": "-number,-x"}
    assert order.render(-C.number) == {"sort": "-number"}
    assert order.render([]) == {}
    with pytest.raises(FilterError, match="of GroupFields cannot be combined"):
        order.render([-C.number, SortKey("number", GroupFields)])


@pytest.mark.parametrize(
    ("grammar", "text"),
    [
        (SortGrammar(descending="{field} desc"), "number,supplierNumber desc"),
        (
            SortGrammar(ascending="{field}:asc", descending="{field}:desc"),
            "number:asc,supplierNumber:desc",
        ),
        (SortGrammar(ascending="+{field}"), "+number,-supplierNumber"),
    ],
)
def test_forms_of_sort_keys(grammar: SortGrammar, text: str) -> None:
    keys = [C.number.asc(), -C.supplier_number]
    assert grammar.render(keys) == text
    parsed = parse_sort(grammar, text)
    assert [(key.wire, key.descending) for key in parsed] == [
        ("number", False),
        ("supplierNumber", True),
    ]


ONE = SortGrammar(direction=SortDirection("body#/order", "UP", "DOWN"))


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        ([-C.number], {"by": "number", "order": "DOWN"}),
        ([C.number.asc()], {"by": "number", "order": "UP"}),
        (-C.number.desc(), {"by": "number", "order": "UP"}),
        ([], {}),
    ],
)
def test_a_separate_parameter_has_the_direction(keys: Any, sent: Any) -> None:
    assert Sort("body#/by", ONE).render(keys) == sent
    (read,) = parse_sort(ONE, sent.get("by", ""), sent.get("order")) or [None]
    assert Sort("body#/by", ONE).render(read or []) == sent


def test_one_key_is_the_limit_if_the_direction_is_separate() -> None:
    with pytest.raises(FilterError, match=r"^sort: .* by one field only \(not by 2\)$"):
        Sort("body#/by", ONE).render([-C.number, C.supplier_number.asc()])
    with pytest.raises(FilterError, match="cannot be sorted alphabetically"):
        Sort("body#/by", ONE).render([C.number.alphabetical()])


def test_patterns_are_normalized_and_null_has_an_opposite() -> None:
    words = GrammarCapabilities(negatable=("like", "null"))
    assert words.normal(C.name.like(r"a\b*")) == C.name.like(r"a\\b*")
    assert words.normal(~C.email.is_null()) == GrammarCapabilities().normal(
        ~C.email.is_null()
    )


def deep(count: int) -> Condition[Any]:
    condition: Condition[Any] = C.number.eq(1)
    for number in range(count):
        condition = ~((condition & C.name.eq("x")) | C.number.eq(number))
    return condition


@pytest.mark.parametrize("grammar", [ODATA, KEYS, PARAMETERS])
def test_a_filter_that_is_nested_too_deeply_is_refused(grammar: Any) -> None:
    few, many = deep(3), deep(2000)
    assert matches(few, {"number": 1, "name": "x"}) in (True, False)
    for follow in (
        Filter("query.filter", grammar).render,
        Filter("query.filter", grammar, names={"number": "no"}).render,
        grammar.render,
        grammar.normal,
        lambda condition: matches(condition, {"number": 1, "name": "x"}),
    ):
        with pytest.raises(FilterError, match="^the filter is nested too deeply$"):
            follow(many)


def test_text_that_is_nested_too_deeply_is_refused() -> None:
    assert predicate(parse(ODATA, "(" * 9 + "id eq 1" + ")" * 9)) == ("id", "eq", "1")
    for deep_text in ("(" * 2000 + "id eq 1" + ")" * 2000, "not (" * 2000):
        with pytest.raises(FilterError, match="^the filter is nested too deeply$"):
            parse(ODATA, deep_text)
