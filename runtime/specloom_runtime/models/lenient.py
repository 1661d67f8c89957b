"""Lenient decoding of JSON that does not match the description.

Vendors change responses before descriptions: a new member of an enumeration, or an
undeclared null. An error would affect every caller, even callers that never read the
value. Therefore matching parts are validated as usual. In other parts, only the
deviating value stays raw, and a mismatch is reported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from functools import cache, lru_cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_json
from typing_extensions import TypeAliasType

from ..core.property_names import wire_name
from .model import completed, extras_type, type_adapter
from .tagged import Tagged, tagged_by

Mismatch: TypeAlias = tuple[str, str, str]
"""The path, the expected type, and the received value."""

_JSON_TYPES: dict[type, str] = {NoneType: "null", dict: "an object", list: "a list"}
_PLAIN = frozenset((str, int, float, bool, NoneType, bytes))
"""The types of most values; no value of these types has a member in it."""
SHOWN = 60
"""The most characters of a value that a mismatch shows."""


class TypeMismatch(Exception):
    """The whole response has another type, so nothing can be kept."""


def build_leniently(kind: Any, data: Any) -> tuple[Any, list[Mismatch]]:
    """Return the result, and all mismatches with the description.

    Raises TypeMismatch if the whole response has another type, such as a list instead
    of an object, or null instead of a value.
    """
    builder = _Builder()
    value = builder.build(kind, data, ())
    if value is data and any(path == "" for path, _, _ in builder.mismatches):
        _, expected, got = builder.mismatches[0]
        raise TypeMismatch(f"the response is {got} (expected {expected})")
    return value, builder.mismatches


def unknown_member_mismatches(value: Any, members: Sequence[Enum]) -> list[Mismatch]:
    """Return the mismatches for enumeration members that are not declared.

    Members that are not in `value` are ignored: they were created while another
    alternative of a union was tried.
    """
    found: list[Mismatch] = []
    if members:
        items = [("", value)] if isinstance(value, Enum) else _items(value)
        _add_unknown(items, "", set(map(id, members)), found)
    return found


def _add_unknown(
    items: Iterable[tuple[Any, Any]],
    path: str,
    unknown: set[int],
    found: list[Mismatch],
) -> None:
    """Add a mismatch for the first place of each member whose `id` is in `unknown`.

    A page has many values and few objects, so a path is made only for an object, a list
    or an unknown member.
    """
    for key, value in items:
        kind = type(value)
        if kind in _PLAIN or (kind is list and _PLAIN.issuperset(map(type, value))):
            continue
        if not issubclass(kind, Enum):
            _add_unknown(_items(value), f"{path}{key}.", unknown, found)
        elif id(value) in unknown:
            unknown.remove(id(value))
            got = _shown(value.value)
            found.append((f"{path}{key}", f"a known {kind.__name__}", got))


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    """Return the items of a model, an object or a list; none of other values."""
    if isinstance(value, BaseModel):
        extra = value.model_extra
        return (*vars(value).items(), *extra.items()) if extra else vars(value).items()
    if isinstance(value, list | tuple):
        return enumerate(value)
    return value.items() if isinstance(value, Mapping) else ()


class _Builder:
    """Build one value; `mismatches` collects the deviations.

    `conversions` counts the values that match after conversion to another Python type.
    """

    def __init__(self) -> None:
        self.mismatches: list[Mismatch] = []
        self.conversions = 0

    def build(self, kind: Any, data: Any, path: tuple[str, ...]) -> Any:
        """Return the value of a type for JSON data."""
        # Matching data is validated as a whole by pydantic, which is fast. Only data
        # that contains a deviation is divided into its parts here.
        with suppress(ValidationError):
            return _adapter(kind).validate_json(
                to_json(data, inf_nan_mode="constants"),
                strict=True,
                by_alias=True,
                by_name=False,
            )
        if _bare(kind) is int and isinstance(data, float) and data.is_integer():
            # To JSON Schema, 1.0 is an integer.
            self.conversions += 1
            return self.build(kind, int(data), path)
        before = len(self.mismatches) + self.conversions
        value = self._parts(kind, data, path)
        if len(self.mismatches) + self.conversions == before:
            # Each part is as expected, but not the whole: a list may be too long.
            self._report(path, kind, _shown(data), "a valid ")
        return value

    def _parts(self, kind: Any, data: Any, path: tuple[str, ...]) -> Any:
        """Return the value of a type for data that is invalid as a whole."""
        bare = _bare(kind)
        origin, arguments = get_origin(bare), get_args(bare)
        if origin in (Union, UnionType):
            tagged = tagged_by(kind) if isinstance(data, dict) else None
            if tagged and (meant := tagged.meant(data, bare)) is not None:
                return self.build(meant, data, path)
            if tagged and data.get(tagged.wire) is not None:
                place, got = (*path, tagged.wire), _shown(data[tagged.wire])
                self._report(place, tagged.values, got)
            return self._union(_bounded(arguments, kind), data, path)
        if origin is list and isinstance(data, list):
            item = arguments[0]
            return [self.build(item, d, (*path, str(n))) for n, d in enumerate(data)]
        if origin is dict and isinstance(data, dict):
            item = arguments[1]
            return {k: self.build(item, d, (*path, k)) for k, d in data.items()}
        if _is_root(bare):
            root = _annotation(completed(bare).model_fields["root"])
            return bare.model_construct(self.build(root, data, path))
        if _is_model(bare) and isinstance(data, dict):
            return self._model(bare, data, path)
        self._report(path, kind, _shown(data))
        return data

    def _union(self, kinds: tuple[Any, ...], data: Any, path: tuple[str, ...]) -> Any:
        """Return the alternative of the same JSON type with the fewest deviations.

        Alternatives whose constants match the data come first, and those whose
        constants differ come last. Among equal alternatives, the one with the most
        matching constants is used, then the first one.
        """
        trials, ranks = [], []
        for kind in kinds:
            if kind is not NoneType and _same_kind(kind, data):
                trial = _Builder()
                trials.append((trial.build(kind, data, path), trial.mismatches))
                self.conversions += trial.conversions
                ranks.append((*_tag_rank(kind, data), len(trial.mismatches)))
        best = trials[ranks.index(min(ranks))] if trials else None
        at = ".".join(path)
        if best is None or (best[0] is data and any(f[0] == at for f in best[1])):
            self._report(path, reduce(or_, kinds), _shown(data))
            return data
        self.mismatches += best[1]
        return best[0]

    def _model(
        self, kind: type[BaseModel], data: dict[str, Any], path: tuple[str, ...]
    ) -> BaseModel:
        """Return a model for the existing members; missing required ones are None."""
        values: dict[str, Any] = {}
        missing: dict[str, None] = {}
        extras = dict(data)
        for name, info in completed(kind).model_fields.items():
            place = (*path, wire := wire_name(kind, name))
            if wire in data:
                extras.pop(wire, None)
                values[name] = self.build(_annotation(info), data[wire], place)
            elif info.is_required():
                missing[name] = None
                self._report(place, info.annotation, "missing")
        if extra := extras_type(kind):
            extras = {k: self.build(extra, d, (*path, k)) for k, d in extras.items()}
        built = kind.model_construct(_fields_set={*values, *extras})
        # Not passed to model_construct, which would accept names as well as aliases.
        if built.model_extra is not None:
            built.model_extra.update(extras)
        merged = {**vars(built), **values, **missing}
        vars(built).clear()
        vars(built).update({n: merged[n] for n in kind.model_fields if n in merged})
        return built

    def _report(self, path: tuple[str, ...], kind: Any, got: str, of: str = "") -> None:
        self.mismatches.append((".".join(path), f"{of}{_named(kind)}", got))


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_root(kind: Any) -> bool:
    return _is_model(kind) and issubclass(kind, RootModel)


def _annotation(info: FieldInfo) -> Any:
    """Return the field's type with its constraints."""
    metadata = info.metadata
    return Annotated[info.annotation, *metadata] if metadata else info.annotation


def _bare(kind: Any) -> Any:
    """Return a type without constraints; an alias is replaced by its definition."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    return _bare(_value(kind)) if isinstance(kind, TypeAliasType) else kind


@cache
def _value(alias: TypeAliasType) -> Any:
    """Return the definition of an alias, which is text if the alias is recursive."""
    value = alias.__value__
    known = vars(sys.modules[str(alias.__module__)])
    return eval(value, known) if isinstance(value, str) else value


def _bounded(kinds: tuple[Any, ...], union: Any) -> tuple[Any, ...]:
    """Return the alternatives of a union, each with the constraints of the union."""
    given = getattr(union, "__metadata__", ())
    found = [m.metadata if isinstance(m, FieldInfo) else [m] for m in given]
    bounds = [b for each in found for b in each if not isinstance(b, Tagged)]
    if not bounds:
        return kinds
    return tuple(k if k is NoneType else Annotated[k, *bounds] for k in kinds)


def _tag_rank(kind: Any, data: Any) -> tuple[int, int]:
    """Return the rank of a model by its constants; the lowest rank is the best match.

    Returns:
        0 if all constants match the data, 2 if one differs, otherwise 1; and the
        negative number of matching constants. For a union, the rank of its best part.
    """
    bare = _bare(kind)
    if get_origin(bare) in (Union, UnionType):
        return min(_tag_rank(part, data) for part in get_args(bare))
    agree = differ = 0
    if _is_model(bare) and not _is_root(bare):
        for name, info in completed(bare).model_fields.items():
            wire = wire_name(bare, name)
            values = [(type(value), value) for value in _constants(info.annotation)]
            if wire in data and values:
                # In OpenAPI, the name of a schema identifies it, like mapped values.
                known = [*values, (str, bare.__name__)]
                if (type(data[wire]), data[wire]) in known:
                    agree += 1
                else:
                    differ += 1
    return 2 if differ else 0 if agree else 1, -agree


def _constants(kind: Any) -> tuple[Any, ...]:
    """Return the values of a literal type, which can be optional."""
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    others = [part for part in parts if part is not NoneType]
    is_literal = len(others) == 1 and get_origin(others[0]) is Literal
    return get_args(others[0]) if is_literal else ()


def _same_kind(kind: Any, data: Any) -> bool:
    """Return whether type and data are both objects, both lists, or both scalars."""
    bare = _bare(kind)
    origin = get_origin(bare)
    if data is None or bare is Any or origin in (Union, UnionType) or _is_root(bare):
        return data is not None
    is_object = _is_model(bare) or origin is dict
    return (is_object, origin is list) == (
        isinstance(data, dict),
        isinstance(data, list),
    )


_cached = lru_cache(maxsize=4096)(type_adapter)


def _adapter(kind: Any) -> TypeAdapter[Any]:
    try:
        return _cached(kind)
    except TypeError:
        return type_adapter(kind)  # Its constraints are not hashable.


def _named(kind: Any) -> str:
    bare = _bare(kind)
    if get_origin(bare) in (Union, UnionType):
        return " or ".join(_named(part) for part in get_args(bare))
    if bare is NoneType:
        return "null"
    if get_origin(bare) is Literal:
        return " or ".join(repr(value) for value in get_args(bare))
    return str(getattr(bare, "__name__", bare)) if not get_args(bare) else str(bare)


def _shown(data: Any) -> str:
    if (name := _JSON_TYPES.get(type(data))) is not None:
        return name
    text = repr(data)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
