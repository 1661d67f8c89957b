"""Make the names of a method's arguments distinct."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..ir import Argument, Member
from ..names import identifier, qualify, signs


def distinct_arguments(
    arguments: Sequence[Argument], taken: Collection[str] = ()
) -> list[Argument]:
    """Return the arguments with distinct names.

    Args:
        arguments: the arguments of a method or constructor.
        taken: the names that no argument may have.
    """
    names = qualify(dict(enumerate(map(_candidates, arguments))), taken)
    return [
        each if each.name == names[n] else replace(each, name=names[n])
        for n, each in enumerate(arguments)
    ]


def _candidates(given: Argument) -> Iterator[str]:
    """Yield the name of an argument, and then longer names.

    For example, if a method has both `filter[x]` and `filter[x][]`, the second becomes
    `filter_x_list`.
    """
    name = given.name
    yield name
    match given.destination:
        case Member(keyword=place, wire=wire) if wire:
            if wire.endswith("[]"):
                name = identifier(f"{name.rstrip('_')}_list")
            yield name
            yield (name := identifier(f"{name.rstrip('_')}_{place}"))
            yield (name := identifier(f"{name} {signs(wire)}"))
            digest = hashlib.sha256(wire.encode()).hexdigest()[:6]
            yield f"{name}_{digest}"
