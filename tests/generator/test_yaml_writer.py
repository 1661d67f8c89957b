"""Test that written YAML is read back as the same tree, and stays readable."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.load import read
from specloom.normalize.yaml_writer import LONGEST_KEY, write_lines, write_yaml

ODD = ["yes", "0x1", "1:30", "2001-01-01", "a: b", "a #b", "a:", "---", "<<", "=", "~"]
LINES = [
    "one\n\U0001f4da two",
    "one\n\ntwo\n",
    "one\ntwo",
    "one\n\n\n",
    "one \ntwo",
    " one\ntwo",
    "\none",
]
SPECIAL = list("ab yn:#-'\"?,[]{}\n\t/$|>%@`=!&*~.01eE\u00e9\u2028\x85<\U0001f4da")
strings = st.one_of(
    st.text(alphabet=st.sampled_from(SPECIAL), max_size=8),
    st.sampled_from([*ODD, *LINES, "x" * 200]),
)
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
trees = st.recursive(
    st.one_of(strings, numbers, st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(strings, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(trees)
def test_documents_parse_back(tree: Any) -> None:
    assert yaml.safe_load(write_yaml({"whole": tree})) == {"whole": tree}


@pytest.mark.parametrize("text", [*ODD, *LINES, "x" * 200, "plain text/{id}", "$ref"])
def test_strings_parse_back_as_yaml_1_1_and_1_2(text: str) -> None:
    tree = {text: [text, {"below": {"it": text}}]}
    written = write_yaml(tree)
    assert yaml.safe_load(written) == tree
    assert read(written.encode(), shown="a.yaml") == tree


def test_multiline_text_is_a_block_scalar() -> None:
    tree = {"description": "First line.\nSecond line.", "summary": "x " * 200 + "x"}
    written = write_yaml(tree).splitlines()
    assert written[:3] == ["description: |-", "  First line.", "  Second line."]
    assert len(written) == 4


@pytest.mark.parametrize("size", [1, 120, 130, 500, LONGEST_KEY - 20])
@pytest.mark.parametrize("key", ["k", "a: b ", "it's ", '"#', "\u00e9", "? ", "[x] "])
@pytest.mark.parametrize("value", ["plain", "a: b", "", "? c", "x " * 600, *ODD])
def test_string_values_have_one_line_however_long_their_keys(
    key: str, size: int, value: str
) -> None:
    tree = {(key * size)[:size] + "end": value, "z": value}
    text = write_lines(tree)
    assert text.count("\n") == 2 or text.startswith('"')
    assert yaml.safe_load(text) == tree
    assert read(text.encode(), shown="a.yaml") == tree


@given(st.dictionaries(strings.map(lambda text: text * 60), trees))
def test_other_members_of_lines_parse_back(tree: Any) -> None:
    assert yaml.safe_load(write_lines(tree)) == tree
