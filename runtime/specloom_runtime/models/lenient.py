"""Lenient decoding of JSON that does not match the description.

Each part that matches is validated as usual; in a part that does not, only the wrong
leaf keeps its raw value, and a finding reports it. So an unknown enumeration member or
a missing field never fails a whole page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from .model import completed

Finding: TypeAlias = tuple[str, str, str]
"""Path, what was expected, what came."""

ABSENT = object()
SHOWN = 60


class TypeMismatch(Exception):
    """The whole response is of another type: nothing of it can be kept."""


def build_leniently(kind: Any, data: Any) -> tuple[Any, list[Finding]]:
    """Return the result, and every place that does not match the description.

    Raises TypeMismatch if the response as a whole is of another type: a list for an
    object, null for a value.
    """
    builder = _Builder()
    value = builder.build(kind, data, ())
    if any(path == "" for path, _, _ in builder.findings):
        _, expected, got = builder.findings[0]
        raise TypeMismatch(f"the answer is {got} (expected {expected})")
    return value, builder.findings


def unknown_member_findings(value: Any, members: Iterable[Enum]) -> list[Finding]:
    """Return the findings for members that the description does not list.

    Members that are not in the value were made for a union's other alternative.
    """
    places = [(member, _find(value, member, ())) for member in members]
    return [
        (".".join(path), f"a known {type(member).__name__}", _shown(member.value))
        for member, path in places
        if path is not None
    ]


def _find(holder: Any, member: Enum, way: tuple[str, ...]) -> tuple[str, ...] | None:
    if holder is member:
        return way
    inside: Mapping[Any, Any] = {}
    if isinstance(holder, BaseModel):
        inside = vars(holder)
    elif isinstance(holder, Mapping):
        inside = holder
    elif isinstance(holder, list | tuple):
        inside = dict(enumerate(holder))
    for key, each in inside.items():
        found = _find(each, member, (*way, str(key)))
        if found is not None:
            return found
    return None


class _Builder:
    """Builds one value; `findings` collects the deviations."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def build(self, kind: Any, data: Any, way: tuple[str, ...]) -> Any:
        """Return the value of a type for JSON data."""
        try:
            return _adapter(kind).validate_python(data, by_alias=True, by_name=False)
        except ValidationError:
            pass
        bare, origin = _bare(kind), get_origin(_bare(kind))
        if origin in (Union, UnionType):
            return self._union(get_args(bare), data, way)
        if origin is list and isinstance(data, list):
            (item,) = get_args(bare)
            return [self.build(item, d, (*way, str(n))) for n, d in enumerate(data)]
        if origin is dict and isinstance(data, dict):
            _, item = get_args(bare)
            return {k: self.build(item, d, (*way, k)) for k, d in data.items()}
        if _is_root(bare):
            root = self.build(
                _annotation(completed(bare).model_fields["root"]), data, way
            )
            return bare.model_construct(root)
        if _is_model(bare) and isinstance(data, dict):
            return self._model(bare, data, way)
        return self._raw(kind, data, way)

    def _union(self, kinds: tuple[Any, ...], data: Any, way: tuple[str, ...]) -> Any:
        """Return the alternative of the same kind with the fewest deviations."""
        fitting = [k for k in kinds if k is not NoneType and _same_kind(k, data)]
        best: tuple[Any, list[Finding]] | None = None
        for kind in fitting:
            trial = _Builder()
            value = trial.build(kind, data, way)
            if best is None or len(trial.findings) < len(best[1]):
                best = value, trial.findings
        here = ".".join(way)
        if best is None or any(path == here for path, _, _ in best[1]):
            return self._raw(reduce(or_, kinds), data, way)
        self.findings += best[1]
        return best[0]

    def _model(
        self, kind: type[BaseModel], data: dict[str, Any], way: tuple[str, ...]
    ) -> BaseModel:
        values: dict[str, Any] = {}
        taken: set[str] = set()
        missing: list[str] = []
        for name, info in completed(kind).model_fields.items():
            wire = info.alias or name
            if wire in data:
                taken.add(wire)
                inner = (*way, wire)
                values[name] = self.build(_annotation(info), data[wire], inner)
            elif info.is_required():
                missing.append(name)
                path = ".".join((*way, wire))
                self.findings.append((path, _named(info.annotation), "missing"))
        extras = {k: v for k, v in data.items() if k not in taken}
        built = kind.model_construct(_fields_set={*values, *extras})
        # Not through model_construct: it would read names and aliases alike.
        if built.model_extra is not None:
            built.model_extra.update(extras)
        held = {**vars(built), **values, **dict.fromkeys(missing)}
        vars(built).clear()
        vars(built).update(
            {name: held[name] for name in kind.model_fields if name in held}
        )
        return built

    def _raw(self, kind: Any, data: Any, way: tuple[str, ...]) -> Any:
        self.findings.append((".".join(way), _named(kind), _shown(data)))
        return data


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_root(kind: Any) -> bool:
    return _is_model(kind) and issubclass(kind, RootModel)


def _annotation(info: FieldInfo) -> Any:
    """The field's type with its constraints."""
    if not info.metadata:
        return info.annotation
    return Annotated[info.annotation, *info.metadata]


def _bare(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind


def _same_kind(kind: Any, data: Any) -> bool:
    """Return whether type and data are both objects, both lists or both neither."""
    bare = _bare(kind)
    origin = get_origin(bare)
    is_model = _is_model(bare)
    is_root = _is_root(bare)
    wants_object = (is_model and not is_root) or origin is dict
    if is_root or origin in (Union, UnionType) or bare is Any:
        return data is not None
    if isinstance(data, dict) or wants_object:
        return isinstance(data, dict) and wants_object
    return isinstance(data, list) == (origin is list) and data is not None


@lru_cache(maxsize=4096)
def _cached(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _adapter(kind: Any) -> TypeAdapter[Any]:
    try:
        return _cached(kind)
    except TypeError:
        return TypeAdapter(kind)  # Its constraints are not hashable.


def _named(kind: Any) -> str:
    bare = _bare(kind)
    if get_origin(bare) in (Union, UnionType):
        return " or ".join(_named(each) for each in get_args(bare))
    if bare is NoneType:
        return "null"
    if get_origin(bare) is Literal:
        return " or ".join(repr(each) for each in get_args(bare))
    return str(getattr(bare, "__name__", bare)) if not get_args(bare) else str(bare)


def _shown(data: Any) -> str:
    if data is None:
        return "null"
    if isinstance(data, dict):
        return "an object"
    if isinstance(data, list):
        return "a list"
    text = repr(data)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
