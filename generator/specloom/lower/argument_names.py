"""Names of arguments: those of one method are all different."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..ir import Argument, Member
from ..names import identifier, qualify, signs


def distinct_arguments(
    arguments: Sequence[Argument], taken: Collection[str] = ()
) -> list[Argument]:
    """Return the arguments, those of one name all told apart.

    Args:
        arguments: what a method or constructor takes.
        taken: names that none of them may have.
    """
    names = qualify(dict(enumerate(map(_candidates, arguments))), taken)
    return [replace(each, name=names[n]) for n, each in enumerate(arguments)]


def _candidates(given: Argument) -> Iterator[str]:
    """Yield the argument's name, then with its place, with signs, and with a hash.

    Next to `filter[x]`, which keeps its name, `filter[x][]` is `filter_x_list`.
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
