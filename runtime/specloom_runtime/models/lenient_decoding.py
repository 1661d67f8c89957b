"""Decode JSON that does not match the description, leniently.

Vendors change responses before descriptions: a new member of an enumeration, or an
undeclared null. An error would affect every caller, even callers that never read the
value. Therefore, the matching parts are validated as usual. In the other parts, only
the deviating value stays raw, and a finding is reported.

The time is linear in the size of the data. For this, a part is validated as a whole
only if it is small, or at most half as large as the part around it. If several
alternatives of unions share a part, it is decoded once for each type.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json
from typing_extensions import TypeAliasType

from ..core.events import DeviationKind
from .alternatives import declared, how, naming_all, same_kind, tag_rank, worst
from .findings import MISSING, Finding, Rule, Trail
from .model import extras_type, is_model, type_adapter
from .schema_pointers import schema_pointer
from .tagged_unions import tagged_by
from .type_parts import (
    bare,
    bounded,
    fields_of,
    is_root,
    is_union,
    length_fits,
    named,
)
from .workload import Workload

SMALL = 100
"""The maximum number of values in a part that is always validated as a whole."""
_SCALARS = (str, int, bool)


class TypeMismatch(Exception):
    """The error that is raised if the whole response has another type."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def build_leniently(
    kind: Any,
    data: Any,
    *,
    schema: str = "",
    branching: int = 1,
    is_invalid: bool = True,
) -> tuple[Any, list[Finding]]:
    """Return the result, and all deviations from the description.

    Args:
        kind: the type of the result.
        data: the JSON data.
        schema: the JSON pointer of the schema of the result.
        branching: the number of alternatives of unions that contain themselves; 1 if
            there are none.
        is_invalid: whether the data is known to deviate.

    Raises:
        TypeMismatch: the whole response has another type, such as a list instead of an
            object, or null instead of a value.
    """
    builder = _Builder(Workload(data, branching), {})
    value = builder.build(kind, data, None, schema)
    if value is data and any(each.trail is None for each in builder.findings):
        first = builder.findings[0]
        raise TypeMismatch(first)
    if is_invalid and not (builder.findings or builder.conversions):
        builder.report(kind, data, None, schema, of="a valid ")
    return value, builder.findings


class _Builder:
    """A builder of one value; `findings` collects the deviations.

    `conversions` counts the values that match only after conversion to another Python
    type. `_known` contains the results for parts of the data, by type and schema.
    """

    def __init__(self, workload: Workload, known: dict[Any, Any]) -> None:
        self.findings: list[Finding] = []
        self.conversions = 0
        self._workload = workload
        self._known = known

    def build(
        self, kind: Any, data: Any, trail: Trail, schema: str, around: Any = None
    ) -> Any:
        """Return the value of a type for JSON data that is inside other data."""
        if kind in _SCALARS and type(data) is kind:
            return data
        # Matching data is validated as a whole by pydantic, which is fast. Only data
        # that contains a deviation is divided into its parts here.
        failure = None
        if is_whole := self._is_worth_trying(data, around):
            try:
                return cached_adapter(kind).validate_json(
                    to_json(data, inf_nan_mode="constants"),
                    strict=True,
                    by_alias=True,
                    by_name=False,
                )
            except ValidationError as error:
                failure = error
        plain = bare(kind)
        if plain is int and isinstance(data, float) and data.is_integer():
            # To JSON Schema, 1.0 is an integer.
            self.conversions += 1
            return self.build(kind, int(data), trail, schema)
        before = len(self.findings) + self.conversions
        if isinstance(data, dict | list):
            value = self._container(kind, data, trail, schema)
            is_whole = is_whole or not length_fits(kind, data)
        else:
            value = self._parts(kind, data, trail, schema, failure)
        if is_whole and len(self.findings) + self.conversions == before:
            # Each part is as expected, but not the whole: a list may be too long.
            self.report(kind, data, trail, schema, failure, of="a valid ")
        return value

    def _is_worth_trying(self, data: Any, around: Any) -> bool:
        if not isinstance(data, dict | list):
            return True
        size = self._workload.size(data)
        is_small = size <= SMALL or 2 * size <= self._workload.size(around)
        if around is None or not is_small:
            return False
        return not self._workload.is_excessive(data, again=True)

    def _container(self, kind: Any, data: Any, trail: Trail, schema: str) -> Any:
        """Return the value for an object or a list; build it once for each type."""
        if not self._workload.multiplies:
            return self._parts(kind, data, trail, schema)
        key = id(bare(kind)), id(data), schema
        if key not in self._known:
            part = _Builder(self._workload, self._known)
            value = part._parts(kind, data, trail, schema)
            # The type is kept alive, so that no other one has its id.
            self._known[key] = value, part, bare(kind)
        value, part, _ = self._known[key]
        self.findings += part.findings
        self.conversions += part.conversions
        return value

    def _parts(
        self,
        kind: Any,
        data: Any,
        trail: Trail,
        schema: str,
        failure: ValidationError | None = None,
    ) -> Any:
        """Return the value of a type for data that is not validated as a whole."""
        plain = bare(kind)
        if isinstance(kind, TypeAliasType):
            schema = schema_pointer(kind)
        if is_union(plain):
            return self._union(kind, data, trail, schema)
        origin, arguments = get_origin(plain), get_args(plain)
        if origin is list and isinstance(data, list):
            schema += "/items"
            return [
                self.build(arguments[0], each, (trail, n), schema, data)
                for n, each in enumerate(data)
            ]
        if origin is dict and isinstance(data, dict):
            return self._values(arguments[1], data, data, trail, schema)
        if is_root(plain):
            (root,) = fields_of(plain)
            return plain.model_construct(self.build(root.type, data, trail, schema))
        if is_model(plain) and isinstance(data, dict):
            return self._model(plain, data, trail)
        self.report(kind, data, trail, schema, failure)
        return data

    def _values(
        self,
        kind: Any,
        some: dict[str, Any],
        data: dict[str, Any],
        trail: Trail,
        schema: str,
    ) -> dict[str, Any]:
        """Return the values of the object members that are not declared by name."""
        schema += "/additionalProperties"
        return {
            k: self.build(kind, d, (trail, k), schema, data) for k, d in some.items()
        }

    def _union(self, kind: Any, data: Any, trail: Trail, schema: str) -> Any:
        """Return the value for a union: the alternative that a tag names, or the best.

        If the value of a tag is unknown, it is reported once, with all values of the
        union.
        """
        union = bare(kind)
        tagged = tagged_by(kind) if isinstance(data, dict) else None
        if tagged and (meant := tagged.meant(data, union)) is not None:
            return self.build(meant, data, trail, schema)
        before = len(self.findings)
        value = self._best(bounded(get_args(union), kind), data, trail, schema)
        found = self.findings[before:]
        if tagged and (tag := data.get(tagged.wire)) is not None:
            place, differs = (trail, tagged.wire), how(tagged.values, tag, None)
            found = [each for each in found if each.trail != place]
            found.insert(0, Finding(Rule(differs, schema, ""), place, tag))
        self.findings[before:] = [naming_all(kind, trail, each) for each in found]
        return value

    def _best(
        self, kinds: tuple[Any, ...], data: Any, trail: Trail, schema: str
    ) -> Any:
        """Return the value for the best alternative with the same JSON type.

        The alternative with the fewest deviations is the best. Alternatives whose
        constants match the data come first, and those whose constants differ come last.
        Of equal alternatives, the one with the most matching constants is used. If
        several of them have no deviations, the one that declares the most properties of
        the data is used, as in pydantic, or else the first.
        """
        trials, ranks = [], []
        for kind in kinds:
            if kind is not NoneType and same_kind(kind, data):
                trial = _Builder(self._workload, self._known)
                trials.append((trial.build(kind, data, trail, schema), trial.findings))
                self.conversions += trial.conversions
                many = len(trial.findings)
                known = 0 if many else declared(kind, data)
                ranks.append((*tag_rank(kind, data), many, -known))
        best = trials[ranks.index(min(ranks))] if trials else None
        at = [f.rule.kind for _, found in trials for f in found if f.trail is trail]
        if best is None or (best[0] is data and at):
            rule = _rule(worst(at, data), schema, named(reduce(or_, kinds)))
            self.findings.append(Finding(rule, trail, data))
            return data
        self.findings += best[1]
        return best[0]

    def _model(self, kind: type[BaseModel], data: dict[str, Any], trail: Trail) -> Any:
        """Return a model with the existing members; missing required ones are None."""
        values: dict[str, Any] = {}
        missing: dict[str, None] = {}
        extras = dict(data)
        for name, wire, inner, plain, absence, schema in fields_of(kind):
            if wire in data:
                extras.pop(wire, None)
                place = (trail, wire)
                values[name] = self.build(inner, data[wire], place, schema, data)
            elif absence is not None:
                missing[name] = None
                rule = _rule(absence, schema, named(plain))
                self.findings.append(Finding(rule, (trail, wire), MISSING))
        if extra := extras_type(kind):
            extras = self._values(extra, extras, data, trail, schema_pointer(kind))
        built = kind.model_construct(_fields_set={*values, *extras})
        # Not passed to model_construct, which would accept names as well as aliases.
        if built.model_extra is not None:
            built.model_extra.update(extras)
        merged = {**vars(built), **values, **missing}
        vars(built).clear()
        vars(built).update({n: merged[n] for n in kind.model_fields if n in merged})
        return built

    def report(
        self,
        kind: Any,
        data: Any,
        trail: Trail,
        schema: str,
        failure: ValidationError | None = None,
        of: str = "",
    ) -> None:
        """Add a finding about data that does not match a type."""
        kind_of = DeviationKind.INVALID_VALUE if of else how(kind, data, failure)
        rule = _rule(kind_of, schema, f"{of}{named(kind)}")
        self.findings.append(Finding(rule, trail, data))


@lru_cache(maxsize=4096)
def _rule(kind: DeviationKind, schema: str, expected: str) -> Rule:
    """Return a rule; equal arguments always give the same object."""
    return Rule(kind, schema, expected)


@lru_cache(maxsize=4096)
def _cached(kind: Any) -> TypeAdapter[Any]:
    return type_adapter(kind)


def cached_adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the adapter of a type, which is built once."""
    try:
        return _cached(kind)
    except TypeError:
        return type_adapter(kind)  # Its constraints are not hashable.
