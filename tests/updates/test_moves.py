"""Operations that moved are distinguished from operations that were removed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.updates.moves import (
    DescribedOperation,
    ambiguous_moves,
    proposed_moves,
)


def operation(text: str) -> DescribedOperation:
    """Return an operation written as `METHOD /path operationId base`."""
    method, path, *others = text.split()
    name, base = (*others, "", "")[:2]
    return DescribedOperation(
        key=f"{method} {path}", operation_id=name.strip("-"), base=base
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("GET /a list", "GET /b/c list"),
        ("GET /a list", "POST /a list"),
        ("GET /crm/2025-09/x", "GET /crm/2026-03/x"),
        ("GET /crm/2025-09/x old", "GET /crm/2026-03/x new"),
        ("GET /v1/x", "GET /v2/x"),
        ("GET /v1/x", "GET /v1beta1/x"),
        ("GET /api/2024.1/x", "GET /api/2024.2/x"),
        ("GET /api/1/x", "GET /api/2/x"),
        ("GET /v1/x/{id}", "GET /v2/x/{xId}"),
        ("GET /x/{id}", "GET /x/{xId}"),
        ("GET /v1/x", "GET /x - /v2"),
        ("GET /x - /api/v1", "GET /api/x"),
        ("GET /2026-03-01/x", "GET /2026-03-preview/x"),
    ],
)
def test_move_is_proposed(old: str, new: str) -> None:
    (move,) = proposed_moves([operation(old)], [operation(new)])
    assert (move.old, move.new) == (operation(old).key, operation(new).key)
    assert move.reason.startswith("the same ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("GET /a", "GET /b"),
        ("GET /a list", "GET /b show"),
        ("GET /v1/a", "POST /v2/a"),
        ("GET /v1/a", "GET /v2/a/b"),
        ("GET /v1", "GET /v2"),
        ("GET /v1/{id}", "GET /v2/{x}"),
        ("GET /video/x", "GET /vault/x"),
        ("GET /a/{b}/c", "GET /a/c"),
    ],
)
def test_removal_is_not_a_move(old: str, new: str) -> None:
    assert proposed_moves([operation(old)], [operation(new)]) == []


def test_ambiguous_move_is_not_proposed() -> None:
    old = [operation("GET /v1/x")]
    new = [operation("GET /v2/x"), operation("GET /v3/x")]
    assert proposed_moves(old, new) == []
    assert proposed_moves(new, old) == []
    assert ambiguous_moves(old, new) == {"GET /v1/x": ("GET /v2/x", "GET /v3/x")}
    assert ambiguous_moves(new, old) == dict.fromkeys(
        ("GET /v2/x", "GET /v3/x"), ("GET /v1/x",)
    )


def test_proposed_move_is_not_ambiguous() -> None:
    old = [operation("GET /v1/x a"), operation("GET /v1/y")]
    new = [operation("GET /v2/x a"), operation("GET /v3/x"), operation("GET /b")]
    assert ambiguous_moves(old, new) == {}


def test_operation_id_decides_before_the_path() -> None:
    old = [operation("GET /v1/x a"), operation("GET /v1/y b")]
    new = [operation("GET /v2/x b"), operation("GET /v2/y a")]
    found = {move.old: move.new for move in proposed_moves(old, new)}
    assert found == {"GET /v1/x": "GET /v2/y", "GET /v1/y": "GET /v2/x"}


PATHS = st.lists(
    st.sampled_from(["a", "b", "v1", "v2", "{id}", "{key}", "2026-01"]), max_size=4
).map(lambda parts: "/" + "/".join(parts))
OPERATIONS = st.lists(
    st.builds(
        DescribedOperation,
        key=st.builds("{} {}".format, st.sampled_from(["GET", "PUT"]), PATHS),
        operation_id=st.sampled_from(["", "x", "y", "z"]),
        base=st.sampled_from(["", "/v1", "/api"]),
    ),
    max_size=6,
    unique_by=lambda each: each.key,
)


@given(OPERATIONS, OPERATIONS)
def test_each_operation_is_in_one_move(
    old: list[DescribedOperation], new: list[DescribedOperation]
) -> None:
    moves = proposed_moves(old, new)
    olds, news = [m.old for m in moves], [m.new for m in moves]
    assert len({*olds}) == len(olds)
    assert len({*news}) == len(news)
    assert {*olds} <= {each.key for each in old}
    assert {*news} <= {each.key for each in new}
    assert moves == proposed_moves(reversed(old), reversed(new))
    for key, candidates in ambiguous_moves(old, new).items():
        assert key not in olds
        assert candidates
        assert not {*candidates} & {*news}
