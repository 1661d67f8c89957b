"""Compare two schemas: find the parts to compare, and pass them to other modules."""

from __future__ import annotations

from ..deprecation import compare_deprecation, compare_stability
from ..pairs import Pair
from ..sides import Spot
from ..values import Words
from ..words import compare_words
from .choices import compare_choices, compare_wrapping, name_of
from .conditions import compare_conditions
from .layers import Layers, flattened, has_siblings, is_annotation, parts_of
from .limits import compare_limits
from .matching import matched
from .properties import compare_properties
from .types import compare_types


def compare_schemas(pair: Pair) -> None:
    """Compare two schemas, each of which may be a reference."""
    if has_siblings(pair.old) or has_siblings(pair.new):
        _compare(pair)
        return
    old, new = pair.old.resolved(), pair.new.resolved()
    if old.node is pair.old.node and new.node is pair.new.node:
        _compare(pair)
        return
    _compare_siblings(pair, old, new)
    if _is_reference(old) or _is_reference(new):
        before, after = old.get("$ref"), new.get("$ref")
        if before != after:
            pair.report("reference-changed", "$ref", before=before, after=after)
        return
    pair.compare(compare_schemas, old, new, pair.aspect)


def _is_reference(spot: Spot) -> bool:
    return isinstance(spot.get("$ref"), str)


def _compare_siblings(pair: Pair, old: Spot, new: Spot) -> None:
    """Compare what is next to a reference: words of the place where it is used."""
    if old.node is not pair.old.node and new.node is not pair.new.node:
        compare_words(pair)


def _compare(pair: Pair) -> None:
    old, new = pair.old.node, pair.new.node
    if not isinstance(old, dict) or not isinstance(new, dict):
        _compare_opaque(pair)
        return
    compare_words(pair)
    compare_deprecation(pair)
    compare_stability(pair)
    before, after = _layers(pair)
    if compare_wrapping(pair, before, after, compare_schemas):
        return
    if not compare_types(pair, before, after):
        return
    compare_limits(pair, before, after)
    compare_properties(pair, before, after, compare_schemas)
    compare_choices(pair, before, after, compare_schemas)
    compare_conditions(pair, before, after, compare_schemas)


def _compare_opaque(pair: Pair) -> None:
    """Compare schemas of which one is true, false, or no schema at all."""
    old, new = (_meaning(each.node) for each in (pair.old, pair.new))
    if old == new:
        return
    if new == "any value" or old == "no value":
        pair.report("type-widened", before=Words(old), after=Words(new))
    elif old == "any value" or new == "no value":
        pair.report("type-narrowed", before=Words(old), after=Words(new))
    else:
        pair.report("type-changed", before=Words(old), after=Words(new))


def _meaning(schema: object) -> str:
    if schema is True or schema == {}:
        return "any value"
    if schema is False:
        return "no value"
    return "a value with a schema" if isinstance(schema, dict) else "no valid schema"


def _layers(pair: Pair) -> tuple[Layers, Layers]:
    """Return both schemas as layers; parts that match are compared by themselves."""
    parts = _parts(pair.old, pair.new), _parts(pair.new, pair.old)
    pairs, old, new = matched(*parts)
    for first, second in pairs:
        pair.compare(compare_schemas, first, second, pair.aspect)
    if pairs and not old:
        new = [each for each in new if not _is_new_part(pair, each)]
    before = [pair.old, *(layer for each in old for layer in flattened(each))]
    after = [pair.new, *(layer for each in new for layer in flattened(each))]
    return (
        Layers(_schemas(before), tuple(first for first, _ in pairs)),
        Layers(_schemas(after), tuple(second for _, second in pairs)),
    )


def _parts(schema: Spot, other: Spot) -> list[Spot]:
    """Return the parts of a schema; a schema that is only a reference is its part."""
    if has_siblings(other) and not has_siblings(schema) and schema.get("$ref"):
        return [schema]
    return parts_of(schema, other)


def _is_new_part(pair: Pair, part: Spot) -> bool:
    """Return whether a part of `allOf` is a new condition; if so, note it.

    A part with properties that the schema itself had is only another way to write it.
    """
    names = Layers((part.resolved(),)).all_properties.keys()
    moved = (
        pair.old.members("properties").keys() - pair.new.members("properties").keys()
    )
    if is_annotation(part) or names & moved:
        return False
    pair.report("all-of-added", "allOf", value=name_of(part))
    return True


def _schemas(spots: list[Spot]) -> tuple[Spot, ...]:
    return tuple(each for each in spots if isinstance(each.node, dict))
