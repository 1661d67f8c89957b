"""What narrows a request breaks, and what widens a response; the reverse does not."""

from __future__ import annotations

from typing import Any

from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.contract.descriptions import compared
from tests.contract.test_contract_schemas import described

COUNTS = st.integers(0, 1000)
NUMBERS = st.integers(-1000, 1000) | st.decimals(
    -1000, 1000, allow_nan=False, places=3
).map(float)
TEXTS = st.text(max_size=5)
NAMES = st.text("abcdefgh", min_size=1, max_size=3)
# `maxItems` and `maxProperties` are left out: servers seldom enforce them, so that they
# break in neither direction.
UPPER = {
    "maxLength": ("string", COUNTS),
    "maximum": ("number", NUMBERS),
    "exclusiveMaximum": ("number", NUMBERS),
}
LOWER = {
    "minLength": ("string", COUNTS),
    "minimum": ("number", NUMBERS),
    "exclusiveMinimum": ("number", NUMBERS),
    "minItems": ("array", COUNTS),
    "minProperties": ("object", COUNTS),
}


def breaks(old: Any, new: Any, way: str) -> bool:
    """Whether to replace a schema of a property breaks the contract."""
    found = compared(described(old, way), described(new, way))
    return any(change.level == "breaking" for change in found)


def assert_law(wide: Any, narrow: Any) -> None:
    """Check the law for a schema, and for one that allows fewer values."""
    assert breaks(wide, narrow, "request")
    assert not breaks(narrow, wide, "request")
    assert not breaks(wide, narrow, "response")
    assert breaks(narrow, wide, "response")


@st.composite
def limits(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema with a limit, and the same with a stricter one."""
    keyword = draw(st.sampled_from([*UPPER, *LOWER]))
    kind, values = UPPER.get(keyword) or LOWER[keyword]
    first, second = sorted((draw(values), draw(values)))
    assume(first != second)
    wide, narrow = (second, first) if keyword in UPPER else (first, second)
    return {"type": kind, keyword: wide}, {"type": kind, keyword: narrow}


@examples(100)
@given(limits())
def test_limits(schemas: tuple[Any, Any]) -> None:
    assert_law(*schemas)


@examples(50)
@given(st.sets(TEXTS, min_size=2, max_size=6), st.data())
def test_values(values: set[str], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
    assume(some != values)
    wide, narrow = ({"type": "string", "enum": sorted(each)} for each in (values, some))
    assert_law(wide, narrow)


@examples(50)
@given(
    st.sets(st.sampled_from(["string", "boolean", "null", "array"]), min_size=2),
    st.data(),
)
def test_types_of_schemas(types: set[str], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(types)), min_size=1))
    assume(some != types)
    wide, narrow = ({"type": sorted(each)} for each in (types, some))
    assert_law(wide, narrow)


@examples(50)
@given(st.sets(NAMES, min_size=1, max_size=5), st.data())
def test_required_properties(names: set[str], data: st.DataObject) -> None:
    properties = {name: {"type": "string"} for name in sorted(names)}
    some = data.draw(st.sets(st.sampled_from(sorted(names))))
    assume(some != names)
    narrow, wide = (
        {"type": "object", "properties": properties, "required": sorted(each)}
        for each in (names, some)
    )
    assert_law(wide, narrow)
