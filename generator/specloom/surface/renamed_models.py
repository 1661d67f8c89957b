"""Find the models that only have another name in the new package.

A model was renamed if the old name is gone, the new name is new, both are at the same
place of some method or model, and at least half of their properties or values agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ir import OperationBase
from ..ir.model_definitions import Alias, Enumeration, ModelClass
from ..ir.python_types import ModelType
from .package_index import PackageIndex
from .type_relations import TypeRelations, shape_pairs


def renamed_models(old: PackageIndex, new: PackageIndex) -> dict[str, str]:
    """Return the new name of each model that was renamed."""
    if old.definitions.keys() == new.definitions.keys():
        return {}
    found: dict[str, set[str]] = {}
    waiting = [*_pairs_of_operations(old, new), *_pairs_of_models(old, new)]
    seen = set[tuple[str, str]]()
    while waiting:
        pair = waiting.pop()
        if pair in seen or not _is_free(pair, old, new):
            continue
        seen.add(pair)
        if _are_alike(pair, old, new):
            found.setdefault(pair[0], set()).add(pair[1])
            waiting += _pairs_inside(*pair, old, new)
    single = {name: min(names) for name, names in found.items() if len(names) == 1}
    taken = [*single.values()]
    return {k: single[k] for k in sorted(single) if taken.count(single[k]) == 1}


def _is_free(pair: tuple[str, str], old: PackageIndex, new: PackageIndex) -> bool:
    """Return whether the old name is gone and the new one is new."""
    return pair[0] not in new.definitions and pair[1] not in old.definitions


def _pairs_of_operations(
    old: PackageIndex, new: PackageIndex
) -> Iterator[tuple[str, str]]:
    for key, before in old.operations.items():
        if (after := new.operations.get(key)) is not None:
            yield from shape_pairs(before.returns, after.returns)
            yield from _pairs_of_arguments(before, after)


def _pairs_of_arguments(
    before: OperationBase, after: OperationBase
) -> Iterator[tuple[str, str]]:
    arguments = {each.destination: each for each in after.arguments}
    for each in before.arguments:
        if (other := arguments.get(each.destination)) is not None:
            yield from shape_pairs(each.type, other.type)


def _pairs_of_models(old: PackageIndex, new: PackageIndex) -> Iterator[tuple[str, str]]:
    for name, before in old.definitions.items():
        if before != new.definitions.get(name, before):
            yield from _pairs_inside(name, name, old, new)


def _pairs_inside(
    name: str, other: str, old: PackageIndex, new: PackageIndex
) -> Iterator[tuple[str, str]]:
    """Yield the models at the same places inside of two models."""
    match old.definitions.get(name), new.definitions.get(other):
        case ModelClass(), ModelClass():
            fields = new.fields(other)
            for wire, each in old.fields(name).items():
                if wire in fields:
                    yield from shape_pairs(each.type, fields[wire].type)
        case Alias(type=before), Alias(type=after):
            yield from shape_pairs(before, after)


def _are_alike(pair: tuple[str, str], old: PackageIndex, new: PackageIndex) -> bool:
    match old.definitions.get(pair[0]), new.definitions.get(pair[1]):
        case ModelClass(), ModelClass():
            return _share_half(old.fields(pair[0]), new.fields(pair[1]))
        case Enumeration(members=before), Enumeration(members=after):
            return _share_half(before.values(), after.values())
        case Alias(), Alias():
            relations = TypeRelations(old, new, {pair[0]: pair[1]})
            types = ModelType(pair[0]), ModelType(pair[1])
            return relations.can_read(*types) or relations.can_pass(*types)
    return False


def _share_half(before: Iterable[str | int], after: Iterable[str | int]) -> bool:
    """Return whether at least half of the items are in both, or if there are none."""
    first, second = {*before}, {*after}
    return 2 * len(first & second) >= len(first | second)
