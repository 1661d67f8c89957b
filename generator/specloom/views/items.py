"""The items that an operation returns: the places and the types of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..check.location_problems import missing
from ..document import Location, Operation, not_null, steps
from ..ir.python_types import (
    NONE,
    Leaf,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    bare,
    parts,
)
from ..messages import Message, Text
from ..models import Models
from ..suggestions import did_you_mean, listed
from ..vocabulary import keys

ROW_TYPES: Mapping[str, tuple[str, ...]] = {
    "str": ("string",),
    "UUID": ("string",),
    "int": ("integer", "decimal", "string"),
    "float": ("decimal",),
    "Minutes": ("decimal",),
    "Quantity": ("decimal",),
    "Decimal": ("decimal",),
    "bool": ("boolean",),
    "date": ("date",),
    "datetime": ("date-time",),
}
"""For each Python type of a model's field, the types of a row that it fits.

The first one is its name in messages.
"""


@dataclass(frozen=True)
class Items:
    """The items of an operation.

    Attributes:
        operation: the operation.
        models: the models of the vendor.
        schema: the schema of an item.
        component: the component of an item.
        nested: the names of the lists that contain the rows, from the item.
    """

    operation: Operation
    models: Models
    schema: Any
    component: str
    nested: tuple[str, ...] = ()

    @classmethod
    def of(cls, operation: Operation, models: Models) -> Items | None:
        """Return the items of an operation; None if they are not of one class."""
        spec, success = operation.spec, operation.success
        schema = success[1] if success else None
        fact = operation.extension(keys.PAGINATION)
        location = (
            fact["response"]["items"] if fact else operation.node.get(keys.RESULT)
        )
        if location:
            schema = spec.at(schema, Location.parse(location).pointer)
        node = spec.resolve(not_null(schema))
        if _is_list(node):
            schema = node.get("items")
        component = spec.class_of(schema)
        if component is None or not models.attributes(component):
            return None
        return cls(operation, models, schema, component)

    def with_rows(self, path: str) -> tuple[Items, Text | None]:
        """Return the items with the path of their rows, or the problem of the path."""
        names = steps(path)
        if wrong := self._missing(names):
            return self, wrong
        made = replace(self, nested=names)
        if names and not _is_list(self._node(names)):
            return self, Message.ROWS_NOT_A_LIST(path=path)
        return made, None

    @property
    def attributes(self) -> list[str]:
        """The attributes of the lists that contain the rows."""
        return self._attributes(self.nested)

    def attribute_path(self, path: str) -> str:
        """Return a path of names in JSON as an attribute path."""
        return ".".join(self._attributes(steps(path)))

    def problem(
        self, path: str, types: tuple[str, ...], texts: Mapping[str, str] | None
    ) -> list[tuple[tuple[str, ...], Text]]:
        """Return why a field cannot have the values at a path; empty if it can.

        Each problem has the steps from the field to the place of the problem.

        Args:
            path: the path from an item, as names in JSON.
            types: the types of the field.
            texts: the text for each value; None if the value itself is used.
        """
        names = steps(path)
        if wrong := self._missing(names) or self._outside_rows(path, names):
            return [((), wrong)]
        node = self._node(names)
        if _is_list(node) and names == self.nested:
            node = self.operation.spec.resolve(not_null(node.get("items")))
        if texts is not None:
            return [*self._unknown_texts(path, node, types, texts)]
        kinds = [*self._kinds(node)]
        if kinds and all(set(each) & set(types) for _, each in kinds):
            return []
        found = " or ".join(dict.fromkeys(shown for shown, _ in kinds)) or "null"
        expected = " or ".join(types)
        wrong = Message.OTHER_VALUE_TYPE(path=path, found=found, expected=expected)
        return [((), wrong)]

    def _missing(self, names: tuple[str, ...]) -> Text | None:
        """Return a problem unless all items declare the path."""
        spec = self.operation.spec
        if wrong := missing(spec, self.schema, names, "the item"):
            return wrong
        if spec.owners(self.schema, names) is not None:
            return None
        location, wire = "/".join(names), self.operation.wire
        return Message.NOT_IN_EVERY_VALUE(location=location, operation=wire)

    def _outside_rows(self, path: str, names: tuple[str, ...]) -> Text | None:
        """Return a problem if a list that has no row for each item is on the path."""
        for length in range(1, len(names)):
            inside = names[:length] == self.nested[:length]
            if not inside and _is_list(self._node(names[:length])):
                return Message.LIST_OUTSIDE_ROWS(path=path, name=names[length - 1])
        return None

    def _unknown_texts(
        self,
        path: str,
        node: Mapping[str, Any],
        types: tuple[str, ...],
        texts: Mapping[str, str],
    ) -> Iterator[tuple[tuple[str, ...], Text]]:
        """Yield the problems of texts for values that the description does not list."""
        kinds = [*self._kinds(node)]
        if "string" not in types or not all("string" in each for _, each in kinds):
            found = " or ".join(shown for shown, _ in kinds)
            expected = "a field and a value of the type string"
            yield (), Message.OTHER_VALUE_TYPE(
                path=path, found=found, expected=expected
            )
        elif declared := [str(v) for v in node.get("enum", ()) if v is not None]:
            for value in texts.keys() - set(declared):
                hint, known = did_you_mean(value, declared, "{} "), listed(
                    value, declared
                )
                yield ("texts", value), Message.UNKNOWN_TEXT(
                    value=value, path=path, hint=hint, known=known
                )

    def _node(self, names: tuple[str, ...]) -> Mapping[str, Any]:
        """Return the schema at a path, from lists directly to their items."""
        spec = self.operation.spec
        schema, owners = self.schema, spec.owners(self.schema, names) or ()
        for owner, name in zip(owners, names, strict=True):
            schema = spec.component_properties(owner)[name].schema
        return spec.resolve(not_null(schema))

    def _attributes(self, names: tuple[str, ...]) -> list[str]:
        owners = self.operation.spec.owners(self.schema, names) or ()
        return [
            self.models.attributes(owner)[name]
            for owner, name in zip(owners, names, strict=True)
        ]

    def _kinds(self, node: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the name of each type of a value, and the types of a row it fits."""
        if _is_list(node):
            yield "a list", ()
            return
        for part in parts(bare(self.models.type_of(node))):
            if part != NONE:
                yield from _row_types(part)


def _row_types(type_: PythonType) -> Iterator[tuple[str, tuple[str, ...]]]:
    match type_:
        case Leaf(name=name) if name in ROW_TYPES:
            yield ROW_TYPES[name][0], ROW_TYPES[name]
        case LiteralType(values=values):
            for value in values:
                yield from _row_types(Leaf(type(value).__name__))
        case MappingType() | ModelType():
            yield "an object", ()
        case _:
            yield "another type", ()


def _is_list(node: Mapping[str, Any]) -> bool:
    types = node.get("type", ())
    return types == "array" or (isinstance(types, list) and "array" in types)
