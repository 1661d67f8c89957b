"""Merge the changes of the contract, of the package and of requests into one list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..changes import Change, OperationKey, Place
from ..document import json_pointer
from ..surface import SurfaceChange
from ..wire import WireChange
from .joining import INTRODUCED, Joining
from .source_elements import SourceElements
from .wording import (
    WIRE_WHY,
    direction,
    signatures,
    surface_advice,
    surface_text,
    surface_why,
    wire_text,
)

_NAME = re.compile(r"\w+")
_EFFECTS = ("breaking", "compatible", "none")


def merged(
    contract: Sequence[Change],
    surface: Sequence[SurfaceChange],
    wire: Sequence[WireChange],
    old: SourceElements,
    new: SourceElements,
) -> list[Change]:
    """Return all changes, each once.

    Args:
        contract: the changes of the contract.
        surface: the changes of the package.
        wire: the changes of requests.
        old: the elements of the old build.
        new: the elements of the new build.
    """
    joining = Joining(contract, old, new)
    of_surface: dict[int, list[SurfaceChange]] = {}
    of_wire: dict[int, list[WireChange]] = {}
    rest: list[Change] = []
    alone: dict[tuple[str, Place], list[SurfaceChange]] = {}
    for each, cause in zip(surface, _causes(joining, surface), strict=True):
        if cause is not None:
            of_surface.setdefault(id(cause), []).append(each)
        else:
            alone.setdefault((each.rule, _place(each, old, new)), []).append(each)
    rest += [_of_surface(place, found) for (_, place), found in alone.items()]
    for sent in wire:
        if (cause := joining.cause(sent)) is not None:
            of_wire.setdefault(id(cause), []).append(sent)
        else:
            rest.append(_of_wire(sent, old, new))
    changes = [
        _with_effects(each, of_surface.get(id(each), ()), of_wire.get(id(each), ()))
        for each in contract
    ]
    return _distinct([*changes, *rest])


def _causes(joining: Joining, surface: Sequence[SurfaceChange]) -> list[Change | None]:
    """Return the change of the contract that explains each change of the package.

    A model without one is there, or gone, because of a signature that contains it.
    """
    causes = [joining.cause(each) for each in surface]
    known: dict[str, Change] = {}
    for each, cause in zip(surface, causes, strict=True):
        if cause is not None and each.kind not in INTRODUCED:
            for name in _NAME.findall(f"{each.before} {each.after}"):
                known.setdefault(name, cause)
    return [
        cause or (known.get(each.qualname) if each.kind in INTRODUCED else None)
        for each, cause in zip(surface, causes, strict=True)
    ]


def _with_effects(
    change: Change, surface: Iterable[SurfaceChange], wire: Iterable[WireChange]
) -> Change:
    """Return a change of the contract with what follows from it."""
    found = sorted(surface, key=lambda each: _EFFECTS.index(each.effect))
    if found:
        texts = [*map(signatures, found)]
        change = replace(
            change,
            python=found[0].effect,
            before=_once(before for before, _ in texts),
            after=_once(after for _, after in texts),
            act=change.act or surface_advice(found[0]),
        )
    return replace(change, wire="changed") if [*wire] else change


def _of_surface(place: Place, changes: Sequence[SurfaceChange]) -> Change:
    """Return changes of the package that no change of the contract explains.

    Args:
        place: the element of all of them.
        changes: changes of one kind, for example of each view of a schema.
    """
    first = min(changes, key=lambda each: _EFFECTS.index(each.effect))
    texts = [*map(signatures, changes)]
    return Change(
        rule=first.rule,
        level="info",
        direction=direction(first),
        operations=tuple(sorted({key for each in changes for key in each.operations})),
        place=place,
        text=surface_text(first),
        why=surface_why(first),
        python=first.effect,
        values={
            f"{each.module}.{each.qualname}": [each.before, each.after]
            for each in changes
        },
        before=_once(before for before, _ in texts),
        after=_once(after for _, after in texts),
        act=surface_advice(first),
    )


def _of_wire(change: WireChange, old: SourceElements, new: SourceElements) -> Change:
    """Return a change of requests that no change of the contract explains."""
    return Change(
        rule=f"request-{change.part}-sent-otherwise",
        level="info",
        direction="request",
        operations=change.operations,
        place=_place(change, old, new),
        text=wire_text(change),
        why=WIRE_WHY,
        wire="changed",
        values={
            "name": change.name,
            "before": change.before,
            "after": change.after,
        },
    )


def _place(
    change: SurfaceChange | WireChange, old: SourceElements, new: SourceElements
) -> Place:
    """Return the element in the vendor's document, or else in the normalized one."""
    sides = ((new, change.pointer_new), (old, change.pointer_old))
    known = [(side, pointer) for side, pointer in sides if pointer is not None]
    shown = next((s for side, p in known if (s := side.steps(p))), ())
    if not shown and known:
        shown = tuple(map(str, known[0][1]))
    return Place(
        json_pointer(shown),
        old.location(change.pointer_old) if change.pointer_old is not None else None,
        new.location(change.pointer_new) if change.pointer_new is not None else None,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in texts if each))


def _distinct(changes: Iterable[Change]) -> list[Change]:
    """Return the changes with each fingerprint once, with the operations of all."""
    found: dict[str, Change] = {}
    for each in changes:
        first = found.setdefault(each.fingerprint, each)
        if first is not each:
            keys: set[OperationKey] = {*first.operations, *each.operations}
            found[each.fingerprint] = replace(first, operations=tuple(sorted(keys)))
    return [*found.values()]
