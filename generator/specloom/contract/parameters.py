"""Compare the parameters of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .deprecation import Departure, compare_deprecation
from .pairs import Aspect, Pair
from .reading import ParameterKey, schema_of
from .renames import Rename, proposed_renames, rename_values
from .schemas import compare_schemas
from .sides import Spot
from .values import Words
from .words import compare_words

_BODIES = ("body", "formData")
_IGNORED_HEADERS = (
    ("header", "accept"),
    ("header", "content-type"),
    ("header", "authorization"),
)
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def compare_parameters(
    pair: Pair,
    old: Mapping[ParameterKey, Spot],
    new: Mapping[ParameterKey, Spot],
    renamed: Mapping[str, str],
) -> None:
    """Compare the parameters of an operation, whatever their order.

    Args:
        pair: the pair that notes the differences.
        old, new: the parameters.
        renamed: the new names of path parameters whose names changed.
    """
    before = {_new_key(key, renamed): spot for key, spot in _real(old).items()}
    after = _real(new)
    gone = {key: before[key] for key in sorted(before.keys() - after.keys())}
    fresh = {key: after[key] for key in sorted(after.keys() - before.keys())}
    renames = _renames(gone, fresh)
    for key, spot in gone.items():
        _removed(pair, spot, rename_values(renames.get(key)))
    for spot in fresh.values():
        _added(pair, spot)
    for key in sorted(before.keys() & after.keys()):
        aspect = Aspect(pair.aspect.direction, "parameter")
        pair.compare(_compare, before[key], after[key], aspect)


def _real(parameters: Mapping[ParameterKey, Spot]) -> dict[ParameterKey, Spot]:
    """Return the parameters that are not a body, and that OpenAPI does not ignore."""
    return {
        key: each
        for key, each in parameters.items()
        if key[0] not in _BODIES
        and (each.side.is_swagger or key not in _IGNORED_HEADERS)
    }


def _new_key(key: ParameterKey, renamed: Mapping[str, str]) -> ParameterKey:
    place, name = key
    return (place, renamed.get(name, name)) if place == "path" else key


def is_required(parameter: Spot) -> bool:
    """Return whether a parameter must be sent."""
    return parameter.get("required") is True or parameter.get("in") == "path"


def _added(pair: Pair, new: Spot) -> None:
    if pair.aspect.direction == "response":
        pair.added("response-parameter-added", new)
    elif is_required(new):
        pair.added("new-required-request-parameter", new)
    else:
        pair.added("new-optional-request-parameter", new)


def _renames(
    removed: Mapping[ParameterKey, Spot], added: Mapping[ParameterKey, Spot]
) -> dict[ParameterKey, Rename]:
    """Propose new names for removed parameters, at each place by itself."""
    found: dict[ParameterKey, Rename] = {}
    for place in sorted({place for place, _ in removed}):
        gone, fresh = (
            {name: spot for (where, name), spot in each.items() if where == place}
            for each in (removed, added)
        )
        proposed = proposed_renames(gone, fresh)
        found |= {(place, name): rename for name, rename in proposed.items()}
    return found


def _removed(pair: Pair, old: Spot, rename: dict[str, str]) -> None:
    act = f"rename? {rename['reason']}" if rename else ""
    values = {"rename": rename} if rename else {}
    rule = f"{pair.aspect.direction}-parameter-removed"
    departure = Departure.of(old, pair.comparison.today)
    if pair.aspect.direction == "request" and departure.is_announced:
        pair.removed(rule + departure.suffix, old, act, **departure.values, **values)
    else:
        pair.removed(rule, old, act, **values)


def _compare(pair: Pair) -> None:
    way = pair.aspect.direction
    before, after = is_required(pair.old), is_required(pair.new)
    if before != after:
        state = "required" if after else "optional"
        rule = f"{way}-parameter-became-{state}"
        pair.report_rule(rule, "required")
    styles = _style(pair.old), _style(pair.new)
    if len(styles[0]) != len(styles[1]):
        styles = styles[0][:1], styles[1][:1]
    if styles[0] != styles[1]:
        before_text, after_text = (Words(_style_text(each)) for each in styles)
        rule = f"{way}-parameter-style-changed"
        values = {"before": before_text, "after": after_text}
        pair.report_rule(rule, **values)
    compare_empty_value(pair)
    compare_deprecation(pair)
    compare_words(pair)
    schemas = schema_of(pair.old), schema_of(pair.new)
    if schemas[0] is not None and schemas[1] is not None:
        aspect = Aspect(way, "parameter", True, _is_repeated(pair))
        pair.compare(compare_schemas, schemas[0], schemas[1], aspect)


def compare_empty_value(pair: Pair) -> None:
    """Note whether a parameter may be sent without a value."""
    before, after = (
        each.get("allowEmptyValue") is True for each in (pair.old, pair.new)
    )
    if before != after:
        way = pair.aspect.direction
        rule = f"{way}-parameter-empty-value-{'allowed' if after else 'forbidden'}"
        pair.report_rule(rule, "allowEmptyValue")


_COLLECTIONS = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "tsv": ("tabDelimited", False),
}


def _style(parameter: Spot) -> tuple[Any, ...]:
    """Return how a parameter is written: the style, and what else decides it."""
    place = str(parameter.get("in"))
    usual = _STYLES.get(place, "form")
    if contents := parameter.members("content"):
        return ("content", *sorted(contents))
    schema = schema_of(parameter)
    target = schema.resolved() if schema is not None else None
    types = target.get("type") if target is not None else None
    if parameter.side.is_swagger:
        collection = str(parameter.get("collectionFormat") or "csv")
        style, explode = _COLLECTIONS.get(collection, (collection, False))
        style = usual if style == "form" else style
    else:
        style = parameter.get("style") or usual
        explode = parameter.get("explode")
        explode = style == "form" if not isinstance(explode, bool) else explode
    reserved = " reserved" if parameter.get("allowReserved") is True else ""
    # Only arrays and objects have parts that can be separated.
    if types in ("array", "object"):
        return (f"{style}{reserved}", "exploded" if explode else "joined")
    return (f"{style}{reserved}",)


def _style_text(style: tuple[Any, ...]) -> str:
    return ", ".join(map(str, style))


def _is_repeated(pair: Pair) -> bool:
    """Return whether an array with one item is sent as the item itself."""
    new = pair.new
    if new.get("in") not in ("query", "cookie") or new.get("content"):
        return False
    if new.side.is_swagger:
        return new.get("collectionFormat") in ("multi", "csv", None)
    return new.get("style") in (None, "form") and new.get("explode") is not False
