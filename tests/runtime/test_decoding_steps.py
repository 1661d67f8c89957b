"""The steps of decoding grow with the data, however its types and unions are nested."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field as Described
from pydantic import TypeAdapter, ValidationError
from specloom_runtime import DecodeError, Deviation, Model, OpenEnum, Response, Tagged
from specloom_runtime.models import lenient_decoding, undeclared_parts, workload
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import Decoder, decode
from specloom_runtime.models.workload import Workload, choices_in
from typing_extensions import TypeAliasType


class State(OpenEnum):
    NEW = "new"


class And(Model):
    parts: list[And | Or | Leaf] = []
    other: And | Or | Leaf | None = None
    state: State | None = None


class Or(Model):
    parts: list[And | Or | Leaf] = []
    other: And | Or | Leaf | None = None
    any: bool | None = None


class Leaf(Model):
    value: int
    state: State = State.NEW


class Node(Model):
    child: Node | None = None
    text: str = ""
    value: int = 0


class Folder(Model):
    kind: str = ""
    inside: Annotated[Folder | File | None, Described()] = None


class File(Model):
    kind: str = ""
    inside: Annotated[
        Folder | File | None, Tagged("kind", {"folder": Folder, "file": File})
    ] = None
    size: int = 0


class Free(Model):
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Free | Node | State]


Tree = TypeAliasType("Tree", "int | list[Tree] | dict[str, Tree]")


def nested(depth: int, leaf: Any, *keys: str) -> Any:
    for n in range(depth):
        key = keys[n % len(keys)]
        leaf = {key: [leaf] if key == "parts" else leaf, "text": "t"}
    return leaf


CASES: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "union, valid": (And | Or, ("other",), {"value": 1}),
    "union, unknown value": (And, ("other",), {"value": 1, "state": "z"}),
    "union, wrong type": (And, ("other", "parts"), {"value": "x"}),
    "union, missing": (list[And | Or], ("parts",), {"state": "new"}),
    "lists of a union": (And, ("parts",), {"value": 1}),
    "tagged without a tag": (Folder | File, ("inside",), {"size": 1}),
    "tagged, wrong type": (File, ("inside",), {"size": "x"}),
    "one type, wrong type": (Node, ("child",), {"value": "x"}),
    "map": (Free, ("a", "b"), {"value": "x"}),
    "alias": (Tree, ("a",), "x"),
}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the steps of all parts of decoding that are written in Python."""
    steps: Counter[str] = Counter()

    def counting(owner: Any, name: str, weight: Any = None) -> None:
        plain = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            steps[name] += 1 if weight is None else weight(*args)
            return plain(*args, **options)

        monkeypatch.setattr(owner, name, call)

    counting(lenient_decoding._Builder, "build")
    counting(lenient_decoding._Builder, "_parts")
    # Validating a part as a whole takes as many steps as the part is long.
    counting(lenient_decoding, "to_json", lambda data: len(json.dumps(data)))
    counting(undeclared_parts, "search_of")
    yield steps
    monkeypatch.undo()


def read(kind: Any, data: Any, **options: Any) -> tuple[Any, list[Deviation]]:
    found: list[Deviation] = []
    context = DecodeContext("GET /x", report=found.append, **options)
    response = Response(status=200, body=json.dumps(data).encode())
    return decode(Decoder(kind), response, context), found


def wrapped(kind: Any, data: Any) -> Any:
    return [data] if str(kind).startswith("list") else data


@pytest.mark.parametrize("hook", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_steps_of_nested_types_are_not_multiplied(
    name: str, hook: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, keys, leaf = CASES[name]
    taken = []
    for depth in (70, 140):
        data = wrapped(
            kind, nested(depth // (2 if "parts" in keys else 1), leaf, *keys)
        )
        response = Response(status=200, body=json.dumps(data).encode())
        report = (lambda deviation: None) if hook else None
        with counted(monkeypatch) as steps:
            decode(Decoder(kind), response, DecodeContext("GET /x", report=report))
        taken.append(steps)
    for each in taken[1]:
        assert (
            taken[1][each] <= 2.5 * taken[0][each] + 5 * lenient_decoding.SMALL
        ), taken


@pytest.mark.parametrize("name", CASES)
def test_depth_does_not_stop_decoding(name: str) -> None:
    kind, keys, leaf = CASES[name]
    value, _ = read(kind, wrapped(kind, nested(90, leaf, *keys)))
    assert value is not None


@pytest.mark.parametrize("hook", [False, True])
def test_steps_of_a_page_of_unknown_values(
    hook: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    for count in (200, 400):
        page = [{"value": 1, "state": "z"}] * count + [{"value": "x", "more": {}}]
        response = Response(status=200, body=json.dumps(page).encode())
        report = (lambda deviation: None) if hook else None
        with counted(monkeypatch) as steps:
            context = DecodeContext("GET /x", report=report)
            decode(Decoder(list[Leaf]), response, context)
        taken.append(sum(steps.values()))
    assert taken[1] <= 2.1 * taken[0]


def test_pages_without_deviations_take_no_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    response = Response(status=200, body=json.dumps([{"value": 1}] * 100).encode())
    with counted(monkeypatch) as steps:
        decode(Decoder(list[Leaf]), response, DecodeContext("GET /x"))
    assert not steps


TREES = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "value": st.sampled_from([1, "x", None]),
            "state": st.sampled_from(["new", "z"]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"other": inner, "parts": st.lists(inner, max_size=2)}
    )
    | st.fixed_dictionaries({"any": st.booleans()}, optional={"other": inner}),
    max_leaves=6,
)


def check_same(data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that data is decoded alike as a whole and part by part."""
    whole, found = read(And | Or, data)
    with monkeypatch.context() as patch:
        patch.setattr(workload, "PATIENCE", 0)
        patch.setattr(workload, "PATIENCE_AGAIN", 0)
        patch.setattr(lenient_decoding, "SMALL", 0)
        value, parts = read(And | Or, data)
    assert value.model_dump(by_alias=True, exclude_unset=True, warnings="none") == (
        whole.model_dump(by_alias=True, exclude_unset=True, warnings="none")
    )
    if not found:
        assert value == whole and parts == found


@examples(25)
@given(TREES)
def test_parts_are_decoded_like_the_whole(data: Any) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        check_same(data, monkeypatch)


@pytest.mark.verify
@settings(max_examples=1200, deadline=None)
@given(TREES)
def test_many_parts_are_decoded_like_the_whole(data: Any) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        check_same(data, monkeypatch)


@pytest.mark.parametrize(
    ("kind", "exist", "branching"),
    [
        (int, False, 1),
        (Node, False, 1),
        (list[Node | None], False, 1),
        (Leaf, False, 1),
        (list[Node | Leaf], True, 1),
        (And, True, 3),
        (dict[str, list[Or]], True, 3),
        (Folder, True, 2),
        (Free, True, 2),
        (Tree, True, 1),
    ],
)
def test_unions_that_can_contain_themselves(
    kind: Any, exist: bool, branching: int
) -> None:
    assert choices_in(kind) == (exist, branching)


def test_work_of_flat_and_nested_data() -> None:
    flat = Workload([{"a": 1, "b": [1, 2]}] * 1000, 3)
    assert not flat.is_excessive([]) and flat.multiplies
    data = nested(30, {}, "a")
    deep = Workload(data, 2)
    assert deep.is_excessive(data) and deep.size(data) == 61
    assert not Workload(data, 1).is_excessive(data)
    huge = nested(150, {}, "a")
    assert Workload(huge, 50).is_excessive(huge)


class Trials:
    """An adapter that counts the errors of failed trials."""

    def __init__(self, adapter: TypeAdapter[Any], errors: list[int]) -> None:
        self._adapter = adapter
        self._errors = errors

    def validate_json(self, *args: Any, **options: Any) -> Any:
        try:
            return self._adapter.validate_json(*args, **options)
        except ValidationError as error:
            self._errors.append(error.error_count())
            raise


@pytest.mark.parametrize("depth", range(1, 12))
def test_errors_of_failed_trials_do_not_multiply(
    depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, errors = lenient_decoding.cached_adapter, list[int]()
    monkeypatch.setattr(
        lenient_decoding, "cached_adapter", lambda kind: Trials(plain(kind), errors)
    )
    decoder: Decoder[Any] = Decoder(list[And | Or])
    validator: Any = decoder.validator
    validator.adapter = Trials(validator.adapter, errors)
    leaf = {"value": "x", "any": "x", "state": 1}
    body = json.dumps([nested(depth, leaf, "other")] * 5).encode()
    decode(decoder, Response(status=200, body=body), DecodeContext("GET /x"))
    assert 0 < sum(errors) < len(body)


def test_hostile_json_of_a_union_that_contains_itself() -> None:
    for body in (b"[" * 1000, b'{"other": ' * 150, b"nothing"):
        context = DecodeContext("GET /x")
        with pytest.raises(DecodeError):
            decode(Decoder(And), Response(status=200, body=body), context)
