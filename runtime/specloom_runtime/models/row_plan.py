"""Plan how the JSON of a type becomes rows."""

from __future__ import annotations

from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from .findings import Finding
from .model import extras_type, is_model
from .row_parts import (
    ChoicePart,
    Column,
    Gathered,
    ListPart,
    MappingPart,
    ObjectPart,
    Part,
    read_member,
)
from .row_types import changed_models, contains_itself, is_changed_scalar
from .tagged_unions import Tagged, tagged_by
from .type_parts import alternatives, bare, fields_of, is_root, is_union, leaves


class RowPlan:
    """The parts of a type's JSON that differ in rows."""

    def __init__(self, kind: Any) -> None:
        self._changed = changed_models(kind)
        self._objects: dict[type[BaseModel], ObjectPart] = {}
        self._root = self._part(kind, "")
        self._container = _container(kind)

    def fits(self, data: Any) -> bool:
        """Return whether data is an object or a list where the type is one."""
        return self._container is None or isinstance(data, self._container)

    def read(self, data: Any, exact: Any) -> tuple[Any, list[Finding]]:
        """Return JSON data as rows, and the deviations of values of columns.

        The data is changed. `exact` is the same data with all digits of its numbers.
        """
        if self._root is None:
            return data, []
        gathered: Gathered = {}
        whole = {"": data}
        read_member(self._root, whole, "", exact, None, gathered)
        findings: list[Finding] = []
        for column, cells in gathered.items():
            findings += column.convert(cells)
        return whole[""], findings

    def _part(self, kind: Any, schema: str) -> Part | Column | None:
        """Return the part for the data of a type; None if it does not differ."""
        if not any(map(self._differs, leaves(kind))):
            return None
        if isinstance(kind, TypeAliasType) and contains_itself(kind):
            return Column(kind, schema)
        plain = bare(kind)
        if is_root(plain):
            (root,) = fields_of(plain)
            return self._part(root.type, schema)
        if is_model(plain):
            return self._object(plain)
        if is_union(plain):
            return self._union(kind, schema)
        inner: Part | Column | None = None
        if get_origin(plain) in (list, dict):
            inner = self._part(get_args(plain)[-1], schema)
        if inner is None or isinstance(inner, Column):
            return Column(kind, schema)
        return ListPart(inner) if get_origin(plain) is list else MappingPart(inner)

    def _differs(self, leaf: Any) -> bool:
        return leaf in self._changed if is_model(leaf) else is_changed_scalar(leaf)

    def _object(self, model: type[BaseModel]) -> ObjectPart:
        if model in self._objects:
            return self._objects[model]
        part = self._objects[model] = ObjectPart()
        fields = fields_of(model)
        part.declared = frozenset(each.wire for each in fields)
        if any(each.wire != each.name for each in fields):
            part.names = {each.wire: each.name for each in fields}
        for each in fields:
            inner = self._part(each.type, each.schema)
            if isinstance(inner, Column):
                part.columns.append((each.wire, each.name, inner))
            elif inner is not None:
                part.parts.append((each.wire, inner))
        if (extra := extras_type(model)) is not None:
            part.extra = self._part(extra, "")
        return part

    def _union(self, kind: Any, schema: str) -> Part | Column | None:
        """Return the part for a union.

        Which alternative an object belongs to is known if there is only one, or if a
        property says so. All others are decoded to models first.
        """
        kinds = [each for each in alternatives(kind) if each is not NoneType]
        if len(kinds) == 1 and not isinstance(
            found := self._part(kinds[0], schema), Column
        ):
            return found
        objects = [each for each in kinds if is_model(bare(each))]
        others = (
            leaf for each in kinds if each not in objects for leaf in leaves(each)
        )
        if any(map(self._differs, others)) or any(is_root(bare(o)) for o in objects):
            return Column(kind, schema)
        is_free = any(get_origin(bare(each)) is dict for each in kinds)
        if len(objects) == 1 and not is_free:
            return self._object(bare(objects[0]))
        if (tagged := tagged_by(kind)) is not None and not is_free:
            return self._tagged(tagged, kind)
        return Column(kind, schema)

    def _tagged(self, tagged: Tagged, kind: Any) -> ChoicePart:
        union = bare(kind)

        def choose(data: dict[str, Any]) -> Part | None:
            meant = bare(tagged.meant(data, union))
            return self._object(meant) if self._differs(meant) else None

        return ChoicePart(choose)


def _container(kind: Any) -> type | None:
    """Return the class of JSON data of a type: dict, list, or None for any."""
    plain = bare(kind)
    if is_root(plain):
        return _container(fields_of(plain)[0].type)
    if is_model(plain):
        return dict
    origin = get_origin(plain)
    return origin if origin in (dict, list) else None
