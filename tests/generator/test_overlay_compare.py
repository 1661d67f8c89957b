"""Test that the overlay of two documents turns one into the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specloom.cli import main
from specloom.errors import SpecError
from specloom.load import Document, read
from specloom.overlay.actions import apply_actions
from specloom.overlay.comparing import compare_documents
from specloom.overlay.pruning import prune
from specloom.overlay_output.document_text import document_text

NAMES = st.sampled_from(
    ["name", "in", "id", "a", "b", "a.b", "it's", "", "\\", "\n", "é"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.5, 1.0, 1e300])
    | st.sampled_from(["", "a", "b", "it's", '"', "\\", "\x7f", "\U0001f600", "@", "1"])
)
TREES = st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=5)
    | st.dictionaries(NAMES, inside, max_size=5),
    max_leaves=25,
)
DOCUMENTS = st.dictionaries(NAMES, TREES, max_size=5)


@st.composite
def _edited(draw: Any, value: Any) -> Any:
    """Draw a value with some differences."""
    if draw(st.integers(0, 9)) == 0:
        return draw(TREES)
    if isinstance(value, dict):
        kept = {
            k: draw(_edited(v)) for k, v in value.items() if draw(st.integers(0, 5))
        }
        added = draw(st.dictionaries(NAMES, SCALARS, max_size=1))
        members = draw(st.permutations([*(kept | added).items()]))
        return dict(members)
    if isinstance(value, list):
        kept_items = [draw(_edited(v)) for v in value if draw(st.integers(0, 5))]
        place = draw(st.integers(0, len(kept_items)))
        added_items = draw(st.lists(SCALARS, max_size=1))
        return kept_items[:place] + added_items + kept_items[place:]
    return value


@st.composite
def _pairs(draw: Any) -> tuple[Any, Any]:
    old = draw(DOCUMENTS)
    new = draw(_edited(old).filter(lambda value: isinstance(value, dict)))
    return old, new


def _document(tree: Any, file: str = "d.json") -> Document:
    return Document(file, read(json.dumps(tree).encode(), shown=file))


def _overlay(actions: list[dict[str, Any]]) -> Document:
    """Return the overlay with these actions, as it is read from a file."""
    info = {"title": "t", "version": "1"}
    made = {"overlay": "1.1.0", "info": info, "actions": actions}
    text = document_text(made, "yaml")
    return Document("o.yaml", read(text.encode(), shown="o.yaml"))


def _text(tree: Any, *, ordered: bool) -> str:
    return json.dumps(tree, sort_keys=not ordered, default=str)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=_pairs() | st.tuples(DOCUMENTS, DOCUMENTS), keep_order=st.booleans())
def test_the_overlay_of_two_documents_turns_one_into_the_other(
    pair: tuple[Any, Any], keep_order: bool
) -> None:
    old, new = map(_document, pair)
    actions = compare_documents(old, new, keep_order=keep_order)
    is_equal = _text(pair[0], ordered=keep_order) == _text(pair[1], ordered=keep_order)
    assert (actions == []) is is_equal
    if actions:
        found, effects = apply_actions(old.data, _overlay(actions), project=False)
        assert _text(found, ordered=keep_order) == _text(pair[1], ordered=keep_order)
        # No action is superfluous.
        assert all(each.changed for each in effects)
        # The result needs no action, so each that can be omitted is omitted.
        assert compare_documents(Document("f.json", found), new) == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs=_pairs(), other=_pairs())
def test_without_unneeded_actions_the_result_is_the_same(
    pairs: tuple[Any, Any], other: tuple[Any, Any]
) -> None:
    """Apply the overlay of two documents to a third one, as far as it fits."""
    document = _document(pairs[0])
    actions: list[dict[str, Any]] = []
    for action in [
        *compare_documents(document, _document(pairs[1])),
        *compare_documents(_document(other[0]), _document(other[1])),
    ]:
        try:
            apply_actions(document.data, _overlay([*actions, action]), project=False)
        except SpecError:
            continue
        actions.append(action)
    if not actions:
        return
    overlay = _overlay(actions)
    wanted, effects = apply_actions(document.data, overlay, project=False)
    found = prune(document.data, overlay, unmatched=True)
    removed = {each.effect.number for each in found.unneeded}
    assert removed == {e.number for e in effects if not e.changed}
    left = [action for n, action in enumerate(actions) if n not in removed]
    again = document.data
    if left:
        again, _ = apply_actions(document.data, _overlay(left), project=False)
    assert _text(again, ordered=True) == _text(wanted, ordered=True)


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["overlay", *map(str, arguments)])


def _actions(old: Any, new: Any, *options: str) -> list[Any]:
    actions = compare_documents(
        _document(old), _document(new), keep_order="--keep-order" in options
    )
    return [(a["target"], a.get("update", "remove")) for a in actions]


@pytest.mark.parametrize(
    ("old", "new", "actions"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("$.a", {"c": 3})]),
        ({"a": 1, "b": 2}, {"b": 2}, [("$.a", "remove")]),
        ({"a": 1, "b-c": 2, "d": 3}, {"d": 3}, [("$['a','b-c']", "remove")]),
        ({"a": 1}, {}, [("$[*]", "remove")]),
        ({"a": {"b": 1}}, {"a": [1]}, [("$[*]", "remove"), ("$", {"a": [1]})]),
        (
            {"x'\\": {"\n": {}}},
            {"x'\\": {"\n": {"a": 1}}},
            [(r"$['x\'\\']['\n']", {"a": 1})],
        ),
        # Items are selected by what identifies them, so that the overlay survives
        # other changes of the array.
        (
            {"p": [{"name": "a", "in": "query", "x": 1}, {"name": "b", "in": "query"}]},
            {"p": [{"name": "a", "in": "query", "x": 2}]},
            [
                ("$.p[?@.name=='b' && @.in=='query']", "remove"),
                ("$.p[?@.name=='a' && @.in=='query']", {"x": 2}),
            ],
        ),
        (
            {"t": ["a", "b", "c"]},
            {"t": ["a", "c", "d"]},
            [("$.t[?@=='b']", "remove"), ("$.t", ["d"])],
        ),
        ({"t": ["a", "a", "b"]}, {"t": ["a", "b"]}, [("$.t[1]", "remove")]),
        (
            {"t": ["a", "b"]},
            {"t": ["x", "a", "b"]},
            [("$.t[*]", "remove"), ("$.t", ["x", "a", "b"])],
        ),
        ({"t": [1, 2, 3]}, {"t": [1, 5, 3]}, [("$.t[1]", 5)]),
        (
            {"t": [{"x": 1}, {"x": 2}]},
            {"t": [{"x": 1}, {"x": 3}]},
            [("$.t[1]", {"x": 3})],
        ),
        ({"n": 1}, {"n": True}, [("$", {"n": True})]),
        ({"n": None}, {"n": 0}, [("$", {"n": 0})]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
    ],
)
def test_the_actions_are_small(old: Any, new: Any, actions: list[Any]) -> None:
    assert _actions(old, new) == actions


def test_members_are_moved_only_to_keep_the_order() -> None:
    old, new = {"a": 1, "c": 2}, {"a": 1, "b": 3, "c": 2}
    assert _actions(old, new) == [("$", {"b": 3})]
    moved = [("$.c", "remove"), ("$", {"b": 3, "c": 2})]
    assert _actions(old, new, "--keep-order") == moved


def test_roots_must_be_of_one_kind(tmp_path: Path) -> None:
    for name, text in {"a": "a: 1", "b": "[1]", "c": "text", "d": "[2, 1]"}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    a, b, c, d = (tmp_path / f"{name}.yaml" for name in "abcd")
    result = _run("compare", a, b)
    assert result.exit_code == 2
    assert result.stderr == (
        f"{b}:1:1: the root of the document is an array, and that of the other is an "
        "object (expected two objects or two arrays)\n"
    )
    assert _run("compare", c, c).stderr.startswith(f"{c}:1:1: the document is a single")
    actions = yaml.safe_load(_run("compare", d, b).stdout)["actions"]
    assert actions == [{"target": "$[0]", "remove": True}]


def test_versions_keep_their_zeros(tmp_path: Path) -> None:
    old, new, made = (tmp_path / n for n in ("old.yaml", "new.json", "overlay.yaml"))
    old.write_text("info: {version: 1.1}\nn: 0.10\n")
    new.write_text('{"info": {"version": 1.10, "x": [2.50]}, "n": 0.10}')
    assert _run("compare", old, new, "--output", made).exit_code == 0
    assert "version: 1.10\n" in made.read_text()
    applied = _run("apply", old, made)
    assert applied.stdout == ("info:\n  version: 1.10\n  x:\n  - 2.50\n'n': 0.10\n")
    assert '"version": 1.10,' in _run("apply", old, made, "--json").stdout


def test_equal_documents_have_a_valid_overlay(tmp_path: Path) -> None:
    document, made = tmp_path / "a.yaml", tmp_path / "o.yaml"
    document.write_text("a: {b: 1}\n")
    result = _run("compare", document, document, "--json")
    assert result.stderr == "the documents are equal\n"
    made.write_text(result.stdout)
    assert json.loads(result.stdout)["actions"] == [{"target": "$", "update": {}}]
    assert _run("apply", document, made).stdout == "a:\n  b: 1\n"


def test_deep_documents_are_compared(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.json" for name in "abo"]
    for file, text in zip(files, ('{"x": 1}', '{"x": 2}'), strict=False):
        file.write_text('{"a": ' * 499 + text + "}" * 499)
    assert _run("compare", *files[:2], "--json", "--output", files[2]).exit_code == 0
    applied = _run("apply", files[0], files[2])
    assert applied.exit_code == 0
    assert "".join(applied.stdout.split()) == files[1].read_text().replace(" ", "")


def test_time_of_a_comparison_grows_linearly() -> None:
    """Arrays with thousands of changed items take about a second."""
    old = {"a": [{"name": f"n{i}", "x": i % 3} for i in range(3000)]}
    new = {"a": [{"name": f"n{i}", "x": i % 5} for i in range(1, 3000)] + [{"x": 1}]}
    actions = compare_documents(_document(old), _document(new))
    found, _ = apply_actions(_document(old).data, _overlay(actions), project=False)
    assert found == new
