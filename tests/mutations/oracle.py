"""Whether the outcome for a changed document is right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, SchemaError
from jsonschema.protocols import Validator
from openapi_schema_validator import OAS31Validator, OAS32Validator
from openapi_spec_validator.schemas import (
    openapi_v2_schema_validator,
    openapi_v30_schema_validator,
    openapi_v31_schema_validator,
    openapi_v32_schema_validator,
)

from .changes import PLAIN, Change, Path, at, changed, paths, place_after, pointer
from .generation import Generated, operations, usable
from .reach import Reach, names_read, spellings
from .reach import operations as declared

SLOWER = 10
"""How many times as long as before a changed document may take."""
MOST_DIGITS = 400
"""Characters of a number that can be read safely."""
SHORTEST = 0.1
"""Seconds that every document may take: below, chance decides."""


class Base:
    """A document before it is changed."""

    def __init__(self, document: Any, generated: Generated) -> None:
        self.document = document
        self.failure = generated.crash or generated.refused
        self.seconds = generated.seconds
        self.operations = operations(generated.texts) if generated.texts else {}
        self.names = names_read(generated.rows)
        self.reach = Reach(document, self.names)
        self.rows = {str(row) for row in generated.rows}


def time_limit(base: Base) -> float:
    """Return the seconds of processor time that a changed document may take."""
    return max(SHORTEST, SLOWER * base.seconds)


def may_be_refused(document: Any) -> bool:
    """Return whether a whole document may be refused: the oracle of that rule."""
    if not isinstance(document, dict) or _is_unreadable(document):
        return True
    versions = [document[key] for key in ("openapi", "swagger") if key in document]
    if len(versions) != 1:
        return True
    short = str(versions[0])[:3]
    expected = ("2.0",) if "swagger" in document else ("3.0", "3.1", "3.2")
    return short not in expected or not declared(document)


def _is_unreadable(node: Any) -> bool:
    """Return whether a string cannot be encoded as UTF-8, or a number is too long."""
    if isinstance(node, dict):
        return any(
            _is_unreadable(part)
            for key, value in node.items()
            for part in (str(key), value)
        )
    if isinstance(node, list):
        return any(map(_is_unreadable, node))
    if isinstance(node, int):
        return len(str(node)) > MOST_DIGITS
    return isinstance(node, str) and any("\ud800" <= each <= "\udfff" for each in node)


def verdict(
    base: Base,
    document: Any,
    changes: list[Change],
    generated: Generated,
) -> str:
    """Return what is wrong with an outcome, "" if nothing is."""
    if generated.crash:
        return f"crash: {generated.crash}"
    if generated.slow or generated.seconds > time_limit(base):
        return f"slow: {generated.seconds:.1f} s instead of {base.seconds:.1f} s"
    if generated.refused:
        allowed = may_be_refused(document)
        return "" if allowed else f"refused: {generated.refused[:200]}"
    if failure := usable(generated.texts):
        return f"unusable: {failure}"
    moved = [place for each in changes for place in _moved(base.document, each)]
    affected = set().union(*map(base.reach.affected, moved))
    if any(change.name not in PLAIN for change in changes):
        # What was put there may refer to more than what was there.
        reach = Reach(document, base.names)
        places = [place_after(each.path, changes) for each in changes]
        affected = affected.union(*map(reach.affected, places))
    now = operations(generated.texts)
    for wire, text in base.operations.items():
        if wire not in affected and now.get(wire) != text:
            missing = "is missing" if wire not in now else "has another text"
            return f"spread: {wire} {missing}"
    # What a wild change puts in a place may be an unknown member, or valid there.
    for change in (each for each in changes if each.name in PLAIN):
        place = place_after(change.path, changes)
        if not _has_row(base, generated, place) and not _valid(base, change):
            return "silent: no row in the report"
    return ""


def _moved(document: Any, change: Change) -> Iterator[Path]:
    """Yield the place of a change, and those that have another item then."""
    yield change.path
    *holder, key = change.path
    if change.name == "delete" and isinstance(key, int):
        for index in range(key + 1, len(at(document, change.path[:-1]))):
            yield (*holder, index)


def _has_row(base: Base, generated: Generated, place: Path) -> bool:
    """Return whether a row is about the place, what is in it, or what contains it."""
    for path in spellings(place, base.names):
        spot, holder = pointer(path), pointer(path[:-1])
        for row in generated.rows:
            if str(row) in base.rows:
                continue
            for reason in row.get("reasons", ()):
                at = reason.get("pointer")
                if at is not None and (at == holder or f"{at}/".startswith(f"{spot}/")):
                    return True
    return False


def _valid(base: Base, change: Change) -> bool:
    """Return whether an independent validator has no new complaint."""
    if change.name == "dangling reference" and not _is_data(change.path):
        return False
    part = _part(base.document, change.path)
    before, after = _errors(part), _errors(changed(part, [change]))
    spot = tuple(map(str, change.path))
    # An error that was there before may have another message now.
    known = {(path, keyword) for path, keyword, _ in before}
    return not any(
        (path[: len(spot)] == spot or spot[: len(path)] == path)
        and (keyword == "required" or (path, keyword) not in known)
        for path, keyword, _ in after - before
    )


def _part(document: Any, spot: Path) -> Any:
    """Return a document with only the path, component or definition of a place.

    To validate all the others takes seconds, and says nothing about the place.
    """
    part = dict(document)
    for key in ("paths", "webhooks", "definitions"):
        part = _with_only(part, (key,), spot)
    sections = part.get("components")
    for section in sections if isinstance(sections, dict) else ():
        part = _with_only(part, ("components", section), spot)
    return part


def _with_only(node: Any, holder: Path, spot: Path) -> Any:
    """Return a node with nothing at a path but the member that contains a place."""
    if not isinstance(node, dict):
        return node
    if not holder:
        return {key: value for key, value in node.items() if spot[:1] == (key,)}
    key, *below = holder
    if key not in node:
        return node
    inside = spot[1:] if spot[:1] == (key,) else ()
    return {**node, key: _with_only(node[key], tuple(below), inside)}


DATA = {"example", "examples", "default", "enum", "const", "value", "dataValue"}
NAMES = {"properties", "patternProperties", "responses", "schemas", "definitions"}
"""Members whose own members have any name, also one of `DATA`."""


def _is_data(path: Path) -> bool:
    """Return whether a reference at a place is data, or where OpenAPI reads none."""
    steps = list(zip(("", *path), path, strict=False))
    of_link = "links" in path and bool({"parameters", "requestBody"} & {*path[-2:]})
    return of_link or any(
        (step in DATA or str(step).startswith("x-")) and above not in NAMES
        for above, step in steps
    )


def _errors(document: Any) -> set[tuple[Any, ...]]:
    """Return the errors of a whole document: place, keyword and message."""
    document = json.loads(json.dumps(document))  # All keys are strings then.
    version = str(document.get("openapi", document.get("swagger", "")))
    validators: dict[str, Callable[[], Validator]] = {
        "2": lambda: openapi_v2_schema_validator,
        "3.0": lambda: openapi_v30_schema_validator,
        "3.1": lambda: openapi_v31_schema_validator,
    }
    validator = next(
        (get() for start, get in validators.items() if version.startswith(start)),
        openapi_v32_schema_validator,
    )
    errors = _described((), validator.iter_errors(document))
    if version.startswith(("3.1", "3.2")):
        # From 3.1 on schemas are validated on their own.
        base = OAS31Validator if version.startswith("3.1") else OAS32Validator
        meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        for path, schema in _schemas(document):
            errors |= _described(path, meta.iter_errors(schema))
            try:
                base.check_schema(schema)
            except SchemaError as error:
                errors |= _described(path, [error])
    return errors


def _described(path: Path, errors: Iterable[Any]) -> set[tuple[Any, ...]]:
    return {
        (tuple(map(str, (*path, *error.absolute_path))), error.validator, error.message)
        for error in errors
    }


def _schemas(document: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the schemas that are not inside another one, with their paths."""
    for path in paths(document):
        inside = path[:2] == ("components", "schemas")
        inside = inside or bool({"schema", "itemSchema"} & {*path[:-1]})
        found = path[-1] in ("schema", "itemSchema") and not inside
        component = len(path) == 3 and path[:2] == ("components", "schemas")
        if (found or component) and not _is_data(path):
            yield path, at(document, path)
