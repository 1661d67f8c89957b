"""Test how name collisions are resolved."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from specloom.load import Document, Documents, read
from specloom.names import disambiguate, distinct, identifier, qualify, singular
from specloom.normalize import normalize


def each(**candidates: str) -> Mapping[str, Iterator[str]]:
    return {key: iter(names.split()) for key, names in candidates.items()}


def test_name_requested_twice_is_given_to_neither() -> None:
    assert disambiguate(each(a="x ax", b="x bx", c="y")) == {
        "a": "ax",
        "b": "bx",
        "c": "y",
    }


def test_a_name_that_two_share_is_not_used() -> None:
    found = disambiguate(each(a="x ax", b="x bx", c="y x cx", d="y dx"))
    assert found == {"a": "ax", "b": "bx", "c": "cx", "d": "dx"}


def test_names_differ_in_more_than_case_and_from_reserved_names() -> None:
    assert disambiguate(each(a="Ab one", b="aB two"), ["C"]) == {"a": "one", "b": "two"}
    assert disambiguate(each(a="c one"), ["C"]) == {"a": "one"}
    assert disambiguate(each(a="c one"), ["C"], fold=str) == {"a": "c"}


def test_only_one_with_the_highest_rank_keeps_a_shared_name() -> None:
    ranks = {"a": 1, "b": 0, "c": 1, "d": 0}
    found = disambiguate(each(a="x ax", b="x bx"), rank=ranks.__getitem__)
    assert found == {"a": "x", "b": "bx"}
    found = disambiguate(each(a="x ax", b="x bx", c="x cx"), rank=ranks.__getitem__)
    assert found == {"a": "ax", "b": "bx", "c": "cx"}
    assert disambiguate(each(a="x ax"), ["x"], rank=ranks.__getitem__) == {"a": "ax"}


class Rank(int):
    """A rank that counts how often ranks are compared."""

    compared = 0
    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        Rank.compared += 1
        return int.__eq__(self, other) is True

    def __gt__(self, other: int) -> bool:
        Rank.compared += 1
        return int.__gt__(self, other)


def test_each_key_of_a_shared_name_is_looked_at_once() -> None:
    counts = []
    for size in (100, 200):
        Rank.compared = 0
        candidates = {str(n): iter(["x", f"x{n}"]) for n in range(size)}
        names = disambiguate(candidates, rank=lambda key: Rank(int(key) % 2))
        assert {*names.values()} == {f"x{n}" for n in range(size)}
        counts.append(Rank.compared)
    assert 0 < counts[1] <= 2.1 * counts[0]


def test_last_candidate_is_used_unchanged() -> None:
    assert disambiguate(each(a="x", b="x")) == {"a": "x", "b": "x"}


def test_item_without_more_candidates_keeps_its_name() -> None:
    assert qualify(each(a="x", b="x bx")) == {"a": "x", "b": "bx"}
    assert qualify(each(a="x ax", b="y"), ["x"]) == {"a": "ax", "b": "y"}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["+1", "-1"], ["plus_1", "minus_1"]),
        (["orderId", "OrderId"], ["order_id_camel", "order_id_pascal"]),
        (["red", "RED", "Red"], ["red_lower", "red_upper", "red_capitalized"]),
        (["a b", "a_b", "A-B"], ["a_space_b", "a_underscore_b", "a_b_upper"]),
        (["a.b", "a-b"], ["a_dot_b", "a_dash_b"]),
        (["<", "<="], ["less_than_sign", "less_than_sign_equals_sign"]),
    ],
)
def test_strings_say_how_they_differ(texts: list[str], expected: list[str]) -> None:
    made = dict(zip(texts, expected, strict=True))
    assert distinct(texts, identifier) == made
    assert distinct(reversed(texts), identifier) == made


def test_strings_that_differ_in_nothing_readable_end_in_a_digest() -> None:
    found = distinct(["aBc", "abC"], identifier)
    assert len(set(found.values())) == 2
    assert found == distinct(["abC", "aBc"], identifier)


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("companies", "company"),
        ("ties", "tie"),
        ("boxes", "box"),
        ("matches", "match"),
        ("caches", "cache"),
        ("apis", "api"),
        ("status", "status"),
        ("statuses", "status"),
        ("analysis", "analysis"),
        ("children", "child"),
        ("contacts", "contact"),
        ("contact", "contact"),
    ],
)
def test_singulars(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def components(references: list[str]) -> list[str]:
    """The components of a document that refers into its responses."""
    uses = "".join(f"      - {{$ref: '#/{each}'}}\n" for each in references)
    schema = "{type: object, properties: {id: {type: string}}}"
    text = f"""\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /a:
    get:
      responses:
        '200':
          description: A.
          content: {{application/json: {{schema: {schema}}}}}
        '201':
          description: B.
          content: {{application/json: {{schema: {schema}}}}}
    put:
      requestBody:
        content:
          application/json: {{schema: {{$ref: '#/components/schemas/Uses'}}}}
      responses: {{'204': {{description: Nothing.}}}}
components:
  schemas:
    Uses:
      oneOf:
{uses}"""
    source = Document("a.yaml", read(text.encode(), shown="a.yaml"))
    made: Any = normalize(Documents(source), vendor="tiny")
    return sorted(made.document["components"]["schemas"])


def test_component_names_do_not_collide_across_references() -> None:
    into = "paths/~1a/get/responses/{}/content/application~1json/schema"
    assert "AGetApplicationJson" in components([into.format(201)])
    both = components([into.format(200), into.format(201)])
    assert both == ["AGet200ApplicationJson", "AGet201ApplicationJson", "Uses"]
    assert both == components([into.format(201), into.format(200)])
