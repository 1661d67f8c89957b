"""A body of another type than the declared one is refused before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from loopback import Caller, Loopback, answer
from small_vendor import MODES
from specloom_runtime import NULL, Chunk, Model, Operation, RequestError, TypeForm


class Thing(Model):
    name: str


class NamedThing(Thing):
    """A thing of a kind that the description does not know."""


class Other(Model):
    name: str


THING = Thing(name="a")
ONE = Operation("PUT", "/x", None, body=Thing, nullable=("body",))
MANY = Operation("PUT", "/x", None, body=list[Thing], chunks=(Chunk("body", 2),))
UNCHECKED = Operation("PUT", "/x", None, body=TypeForm[Thing | list[Thing]])

WRONG = [
    (ONE, Other(name="secret"), "body: expected a Thing (not a value of type Other)"),
    (ONE, [THING], "body: expected a Thing (not a value of type list)"),
    (ONE, "secret", "body: expected a Thing (not a value of type str)"),
    (ONE, 5, "body: expected a Thing (not a value of type int)"),
    (MANY, THING, "body: expected a list of Thing (not a value of type Thing)"),
    (MANY, {"name": "secret"}, "body: expected a list of Thing (not a value of"),
    (MANY, "secret", "body: expected a list of Thing (not a value of type str)"),
    (MANY, b"secret", "body: expected a list of Thing (not a value of type bytes)"),
    (MANY, iter([THING]), "body: expected a list of Thing (not a value of type list_"),
    (MANY, [THING, THING, None], "body[2]: expected a Thing (not None)"),
    (MANY, [THING, THING, Other(name="secret")], "body[2]: expected a Thing (not a"),
]
RIGHT = [
    (ONE, THING, [b'{"name":"a"}']),
    (ONE, NamedThing(name="b"), [b'{"name":"b"}']),
    (ONE, {"name": 5}, [b'{"name":5}']),
    (ONE, None, [b"null"]),
    (ONE, NULL, [b"null"]),
    (MANY, (THING, {"a": 1}, THING), [b'[{"name":"a"},{"a":1}]', b'[{"name":"a"}]']),
    (UNCHECKED, [THING], [b'[{"name":"a"}]']),
    (UNCHECKED, Other(name="b"), [b'{"name":"b"}']),
]


@pytest.fixture(scope="module", params=MODES)
def caller(request: Any) -> Iterator[tuple[Caller, Loopback]]:
    with Loopback(answer(b"", 204)) as server, Caller(request.param, server) as caller:
        yield caller, server


@pytest.mark.parametrize(("operation", "body", "words"), WRONG)
def test_a_body_of_another_type_is_refused(
    caller: tuple[Caller, Loopback], operation: Any, body: Any, words: str
) -> None:
    calling, server = caller
    server.asked.clear()
    with pytest.raises(RequestError) as caught:
        calling.call(operation, body=body)
    assert str(caught.value).startswith(words)
    assert "secret" not in str(caught.value)
    assert server.asked == []


@pytest.mark.parametrize(("operation", "body", "sent"), RIGHT)
def test_a_body_of_the_declared_type_is_sent(
    caller: tuple[Caller, Loopback], operation: Any, body: Any, sent: list[bytes]
) -> None:
    calling, server = caller
    server.asked.clear()
    calling.call(operation, body=body)
    assert [each.body for each in server.asked] == sent
