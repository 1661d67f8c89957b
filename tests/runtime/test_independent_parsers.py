"""What independent parsers make of our text: the same condition, or the test fails."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import fiql_parser
import pyrsql
import pytest
from examples import examples
from grammars import F, grammar, predicates, trees
from hypothesis import given
from odata_query import ast as odata
from odata_query.grammar import ODataLexer, ODataParser
from pyrsql.parsing.ast import ComparisonNode, LogicalNode, LogicalOperator
from specloom_runtime import Condition, FilterError
from specloom_runtime.filters.conditions import All, Either, Not, Predicate, joined
from specloom_runtime.filters.literals import as_value
from specloom_runtime.filters.parsing import field_refs
from specloom_runtime.filters.patterns import pattern, unshaped

SUBJECTS = field_refs(F)
BOOLEANS = ("true", "false")
COMPARED = {
    "Eq": "eq",
    "NotEq": "ne",
    "Lt": "lt",
    "LtE": "lte",
    "Gt": "gt",
    "GtE": "gte",
}
SHAPES = {"contains": "contains", "startswith": "starts", "endswith": "ends"}
RSQL = {
    "equal": "eq",
    "not_equal": "ne",
    "less_than": "lt",
    "less_than_or_equal": "lte",
    "greater_than": "gt",
    "greater_than_or_equal": "gte",
    "in": "in",
    "not_in": "nin",
}
FIQL = {"==": "eq", "!=": "ne", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def predicate(wire: str, operator: str, *texts: str) -> Condition[Any]:
    subject = SUBJECTS[wire]
    values = tuple(as_value(text, subject.kind, BOOLEANS, "iso") for text in texts)
    listed = operator in ("in", "nin")
    return Predicate(subject, operator, values if listed else values[0])


def from_odata(node: Any) -> Condition[Any]:
    match node:
        case odata.BoolOp(op, left, right):
            kind = All if isinstance(op, odata.And) else Either
            return joined(kind, (from_odata(left), from_odata(right)))
        case odata.UnaryOp(odata.Not(), operand):
            return Not(from_odata(operand))
        case odata.Call(odata.Identifier(name), [odata.Identifier(wire), text]):
            shaped = unshaped(SHAPES[name], text.val)
            return Predicate(SUBJECTS[wire], "like", shaped)
        case odata.Compare(op, odata.Identifier(wire), odata.Null()):
            return Predicate(SUBJECTS[wire], "null", isinstance(op, odata.Eq))
        case odata.Compare(odata.In(), odata.Identifier(wire), odata.List(values)):
            return predicate(wire, "in", *(value.val for value in values))
        case odata.Compare(op, odata.Identifier(wire), value):
            return predicate(wire, COMPARED[type(op).__name__], value.val)
    raise AssertionError(node)


def singles(condition: Condition[Any]) -> bool:
    """Whether a list of one is in it, which the other OData parser cannot read."""
    match condition:
        case All(parts) | Either(parts):
            return any(map(singles, parts))
        case Not(part):
            return singles(part)
        case Predicate(operator="in" | "nin", value=values):
            return len(values) == 1
    return False


@examples(50)
@given(trees(predicates(stars=True)))
def test_odata_query_parses_the_same(condition: Condition[Any]) -> None:
    try:
        text = grammar("odata").render(condition)
    except FilterError:
        return
    if singles(condition) or "E" in text or len(text) > 2000:
        return
    found = from_odata(ODataParser().parse(ODataLexer().tokenize(text)))
    assert found == grammar("odata").normal(condition)


def from_rsql(node: Any) -> Condition[Any]:
    if isinstance(node, LogicalNode):
        kind = All if node.operator is LogicalOperator.AND else Either
        return joined(kind, map(from_rsql, node.children))
    assert isinstance(node, ComparisonNode)
    operator = RSQL[node.operator.name]
    texts = [argument.text for argument in node.arguments]
    wire = node.selector.raw_path
    quoted = node.arguments[0].quoted
    if operator in ("eq", "ne") and quoted and "*" in texts[0]:
        like = pattern(texts[0].split("*"))
        fits: Condition[Any] = Predicate(SUBJECTS[wire], "like", like)
        return fits if operator == "eq" else Not(fits)
    return predicate(wire, operator, *texts)


@examples(50)
@given(trees(predicates(stars=True)))
def test_pyrsql_parses_the_same(condition: Condition[Any]) -> None:
    try:
        text = grammar("rsql").render(condition)
    except FilterError:
        return
    if re.search(r"[0-9]{200}", text):
        return  # longer than that parser takes a number for
    found = from_rsql(pyrsql.parse(text).expression)
    assert found == grammar("rsql").normal(condition)


def from_fiql(node: Any) -> Condition[Any]:
    if isinstance(node, list):
        kind = All if node[0] == "AND" else Either
        return joined(kind, map(from_fiql, node[1:]))
    wire, operator, text = node
    return predicate(wire, FIQL[operator], text)


@pytest.mark.parametrize(
    "condition",
    [
        F.name.eq("a b;c,(d)=e!"),
        F.count.in_([1, 2]) & F.active.eq(True),
        (F.price > Decimal("1.50")) | (F.name.ne("u%2A") & ~(F.count < 4)),
    ],
)
def test_fiql_parser_parses_the_same(condition: Condition[Any]) -> None:
    text = grammar("fiql").render(condition)
    found = from_fiql(fiql_parser.parse_str_to_expression(text).to_python())
    assert found == grammar("fiql").normal(condition)
