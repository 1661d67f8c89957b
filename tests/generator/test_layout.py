"""Lines too long are broken as black breaks them, or left to black."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.layout import UncertainError, broken
from specloom.style import judged, styled

NAMES = st.sampled_from(
    ["id", "body", "Any", "page_size", "Customers", "A_CONSTANT", "idempotency_key"]
)
"""Of every length, so that lines end close to the width."""
WORDS = NAMES | st.integers(1, 70).map(lambda size: "n" * size)
TEXTS = st.integers(0, 90).map(lambda size: f'"{"t" * size}"')
QUOTED = st.sampled_from(['"a, (b"', "'say \"no\" ]'", r'"\\ | b"', '"#"', '"ä"'])
NUMBERS = st.sampled_from(["0", "-1", "0.5", "True", "None"])


def _joined(items: list[str]) -> str:
    return ", ".join(items)


def _tuple(items: list[str]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({_joined(items)})"


def _pairs(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    pairs = st.tuples(TEXTS | WORDS, strategy).map(": ".join)
    return st.lists(pairs, max_size=4)


def _given(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The arguments of a call, in brackets."""
    keywords = st.tuples(WORDS, strategy).map("=".join)
    positional, named = st.lists(strategy, max_size=3), st.lists(keywords, max_size=3)
    last = st.sampled_from([[], ["**options"]])
    parts = st.tuples(positional, named, last)
    return parts.map(lambda lists: f"({_joined(sum(lists, []))})")


def _values(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(strategy, min_size=1, max_size=4)
    calls = st.tuples(WORDS, _given(strategy)).map("".join)
    return st.one_of(
        calls,
        calls,
        st.tuples(calls, WORDS, _given(strategy)).map(lambda t: f"{t[0]}.{t[1]}{t[2]}"),
        some.map(_tuple),
        some.map(lambda items: f"[{_joined(items)}]"),
        _pairs(strategy).map(lambda pairs: f"{{{_joined(pairs)}}}"),
        st.tuples(TYPES, _given(strategy)).map("".join),
    )


def _types(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(strategy, min_size=1, max_size=4)
    return st.one_of(
        st.tuples(WORDS, some).map(lambda t: f"{t[0]}[{_joined(t[1])}]"),
        st.lists(strategy, min_size=2, max_size=4).map(" | ".join),
    )


TYPES = st.recursive(WORDS | TEXTS, _types, max_leaves=8)
VALUES = st.recursive(WORDS | TEXTS | QUOTED | NUMBERS, _values, max_leaves=12)
PARAMETERS = st.tuples(WORDS, TYPES, st.none() | WORDS | TEXTS | VALUES).map(
    lambda t: f"{t[0]}: {t[1]}" + (f" = {t[2]}" if t[2] else "")
)


@st.composite
def statements(draw: st.DrawFn) -> str:
    """A line such as templates print, of any length, and what it stands above."""
    form = draw(
        st.sampled_from(["is", "is", "return", "call", "type", "import", "def"])
    )
    value, name = draw(VALUES), draw(WORDS)
    match form:
        case "is":
            return f"{name} = {value}"
        case "return":
            return f"return {value}"
        case "call":
            return f"{name}{draw(_given(VALUES))}"
        case "type":
            return f"{name} = {draw(TYPES)}"
        case "typed":
            return f"{name}: {draw(WORDS)} = {draw(WORDS)}.{draw(WORDS)}"
        case "import":
            names = draw(st.lists(WORDS, min_size=1, max_size=6))
            return f"from .{name} import {_joined(names)}"
    parameters = draw(st.lists(PARAMETERS, max_size=6))
    before = (
        draw(st.sampled_from([["self"], ["self", "*"]])) if parameters else ["self"]
    )
    ending = draw(st.sampled_from([" ...", "\n    pass"]))
    shown = _joined([*before, *parameters])
    return f"def {name}({shown}) -> {draw(TYPES)}:{ending}"


@settings(deadline=None)
@given(statements(), st.integers(0, 2))
def test_a_line_is_broken_as_black_breaks_it(statement: str, depth: int) -> None:
    above = ["    " * level + "if 1:" for level in range(depth)]
    lines = ["    " * depth + line for line in statement.split("\n")]
    text = "\n".join([*above, *lines, ""])
    assert _rows(styled(text)) == _rows(judged(text))


def _rows(text: str) -> list[str]:
    """Lines that are not blank: what is between statements is the templates' part."""
    return [line for line in text.split("\n") if line]


A, B, C = "a" * 30, "b" * 40, "c" * 50


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (
            f"X = call({A}, {C})",
            ["X = call(", f"    {A}, {C}", ")"],
        ),
        (
            f"X = call({A}, {B}, {C})",
            ["X = call(", f"    {A},", f"    {B},", f"    {C},", ")"],
        ),
        (
            f"X = call(({A}, {C}))",
            ["X = call(", f"    ({A}, {C})", ")"],
        ),
        (
            f"X = ({A}, {C})",
            ["X = (", f"    {A},", f"    {C},", ")"],
        ),
        (
            f'    return call(NAME, {{"key": {B}}}, **{B})',
            [
                "    return call(",
                "        NAME,",
                f'        {{"key": {B}}},',
                f"        **{B},",
                "    )",
            ],
        ),
        (
            f"X = {B} | {C}",
            ["X = (", f"    {B}", f"    | {C}", ")"],
        ),
        (
            f"    x = {A}[{A}, {A}](1)",
            [f"    x = {A}[", f"        {A}, {A}", "    ](1)"],
        ),
        (
            f"from .module import {A}, {C}",
            ["from .module import (", f"    {A},", f"    {C},", ")"],
        ),
        (
            f"    def get(self, {A}: {A}) -> list[{A}]:",
            ["    def get(", f"        self, {A}: {A}", f"    ) -> list[{A}]:"],
        ),
        (
            f"def get(self, {B}: {B} | None = None) -> {B} | {C}:",
            [
                "def get(",
                "    self,",
                f"    {B}: (",
                f"        {B} | None",
                "    ) = None,",
                ") -> (",
                f"    {B}",
                f"    | {C}",
                "):",
            ],
        ),
        (f"X = {B}.{B}.x", ["X = (", f"    {B}.{B}.x", ")"]),
        (f'    x: {B} = "{C}"', [f"    x: {B} = (", f'        "{C}"', "    )"]),
        (f'X = "{B * 3}"', [f'X = "{B * 3}"']),
        (f'        "{B * 3}",', [f'        "{B * 3}",']),
        (f"    | {B * 3},", [f"    | {B * 3},"]),
        (f"class {B * 3}(", [f"class {B * 3}("]),
        (f"from .{B * 3} import (", [f"from .{B * 3} import ("]),
    ],
)
def test_what_templates_print_is_known(line: str, rows: list[str]) -> None:
    assert broken(line) == rows


@pytest.mark.parametrize(
    "line",
    [
        f"X = {B} + {C}",
        f"X = call({B}, {C})  # why",
        f"X = call({B}, {C},)",
        f"X = call([a, b,], {B}, {C})",
        f"class {B}({C}): ...",
        f"assert call({B}, {C})",
        f"X = call({B})({C}).then().last()",
        f'X = call({B}, "{"ä" * 40}")',
        f"X = call({B}, ({C}",
        f"X = {B}, {C}",
        f'X = "{B}" "{C}"',
        f"X: {C} = {B * 3}",
        f"X = {C}.{B * 2}",
        f'def get(self, {B}: {B}) -> "{C}" | None: ...',
        f"{C}_{B} = call({A})",
    ],
)
def test_what_is_not_sure_is_refused(line: str) -> None:
    with pytest.raises(UncertainError):
        broken(line)
