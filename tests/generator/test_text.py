"""The normal form's text is the YAML library's own, however it comes about."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.normalize.text import _dumped, write_yaml

SPECIAL = list("ab yn:#-'\"?,[]{}\n\t/$|>%@`=!&*~.01eE\u00e9\u2028\x85<\U0001f4da")
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
texts = st.one_of(
    st.text(alphabet=st.sampled_from(SPECIAL), max_size=8),
    st.text(max_size=6),
    st.sampled_from([*ODD, *LINES, "x" * 200]),
)
numbers = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
)
names = st.one_of(texts, st.sampled_from(["a b", "4XX", "200", "$ref", "/a/{b}"]))
trees = st.recursive(
    st.one_of(texts, numbers, st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(trees)
def test_the_lines_are_those_of_the_library(tree: Any) -> None:
    whole = {"whole": tree}
    assert write_yaml(whole) == _dumped(whole)


@pytest.mark.parametrize("text", [*ODD, *LINES, "x" * 200, "plain text/{id}", "$ref"])
def test_a_text_is_read_back(text: str) -> None:
    tree = {text: [text, {"below": {"it": text}}]}
    written = write_yaml(tree)
    assert written == _dumped(tree)
    assert yaml.safe_load(written) == tree
