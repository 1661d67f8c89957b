"""Importing a generated package and using it first grow with its description."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from cProfile import Profile
from typing import Any, get_type_hints

import pytest
from pydantic import ValidationError
from small_clients import built, imported, reasons
from specloom_runtime.models.decoding import Decoder

from .growing_documents import (
    alias_chain,
    children,
    extending_chain,
    list_chain,
    map_chain,
    optional_chain,
    property_chain,
    reference_chain,
    repeated_lists,
    scalar_chain,
    tagged_union,
    union,
    union_chain,
)

MOST = 1.15
"""How much the calls for each character may grow from a size to its double."""
CHAINS = [
    *(alias_chain, extending_chain, list_chain, map_chain, optional_chain),
    *(property_chain, reference_chain, repeated_lists, scalar_chain, union_chain),
]
CUT = {list_chain, map_chain, repeated_lists, scalar_chain}
"""What is read as any value in the end."""
Make = Callable[[int], Any]


def _use(texts: Any) -> None:
    """Import the package of a document, and decode a first value with it."""
    with imported(texts) as package:
        things = package.SmallClient(base_url="https://x.example").things
        adapter = Decoder[Any](get_type_hints(type(things).create)["return"]).adapter
        with suppress(ValidationError):
            adapter.validate_json(b'{"end": "x"}', strict=True)


@pytest.mark.parametrize("make", CHAINS)
@pytest.mark.parametrize("size", [60, 300])
def test_a_package_of_a_chain_is_imported_and_decodes(make: Make, size: int) -> None:
    result = built(make(size))

    _use(result.texts)

    untyped = [each for each in reasons(result).values() if each == ["untyped"]]
    assert bool(untyped) == (make in CUT)


@pytest.mark.parametrize("make", [*CHAINS, children, tagged_union, union])
def test_calls_of_a_first_use_grow_with_the_document(make: Make) -> None:
    small, large = (_calls_by_length(make, size) for size in (68, 136))

    assert large / small <= MOST


def _calls_by_length(make: Make, size: int) -> float:
    texts = built(make(size)).texts
    _use(texts)  # What is imported or stored once is not counted.
    profile = Profile()
    profile.runcall(_use, texts)
    return sum(each.callcount for each in profile.getstats()) / len(
        json.dumps(make(size))
    )
