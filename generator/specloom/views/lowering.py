"""Lower view files: check each mapping against its vendor's normalized document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from specloom_runtime.views import At, Scalar

from ..document import Operation, Spec
from ..errors import Path, Problem, SpecError
from ..ir.python_types import Leaf, PythonType, optional, union
from ..ir.views import RowField, RowMapping, RowView
from ..load import Document
from ..lower.read_only_copies import read_only
from ..messages import Message, Text
from ..models import Models
from ..names import class_name, singular, words
from ..suggestions import did_you_mean
from ..vocabulary.validation_errors import dotted
from .items import ROW_TYPES, Items

PYTHON_TYPES: Mapping[str, PythonType] = {
    "string": Leaf("str"),
    "integer": Leaf("int"),
    "decimal": Leaf("Decimal", "decimal"),
    "boolean": Leaf("bool"),
    "date": Leaf("date", "datetime"),
    "date-time": Leaf("datetime", "datetime"),
}
CONSTANTS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "decimal": (int, float),
    "boolean": (bool,),
}
"""The types of the constants that a field of each type can have."""


def lower_views(
    files: Iterable[Document], vendors: Mapping[str, Mapping[str, Any]]
) -> tuple[RowView, ...]:
    """Return the views of a project in the intermediate representation.

    Args:
        files: the view files, each without problems of its own.
        vendors: the normalized document of each vendor.

    Raises:
        SpecError: a view does not fit the vendors; the error lists all problems.
    """
    found = {name: _Vendor(name, document) for name, document in vendors.items()}
    lowerings = [_ViewLowering(file, found) for file in files]
    views = tuple(read_only(each.view()) for each in lowerings)
    if problems := [problem for each in lowerings for problem in each.problems]:
        raise SpecError(problems)
    return views


class _Vendor:
    """The normalized document of a vendor."""

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        self.name, self.spec = name, Spec.of(document)
        self._document = document
        self._models: Models | None = None

    @property
    def models(self) -> Models:
        """The models of the document, which only mapped vendors need."""
        self._models = self._models or Models(self._document)
        return self._models

    def operation(self, wire: str) -> Operation | None:
        """Return an operation by its identity, such as `GET /counters`."""
        return next((o for o in self.spec.operations() if o.wire == wire), None)


@dataclass
class _ViewLowering:
    """The state of lowering one view.

    Attributes:
        file: the view file.
        vendors: the vendors of the project.
        problems: the problems that were found.
    """

    file: Document
    vendors: Mapping[str, _Vendor]
    problems: list[Problem] = field(default_factory=list)

    def view(self) -> RowView:
        """Return the view; collect the problems of the file."""
        data = self.file.data
        self._types = {n: _listed(f["type"]) for n, f in data["fields"].items()}
        self._required = [n for n, f in data["fields"].items() if f.get("required")]
        known = {n: v for n, v in data["vendors"].items() if self._is_known(n)}
        mapped = (self._mapping(n, v) for n, v in known.items() if "none" not in v)
        name = PurePosixPath(self.file.file).stem
        *first, last = words(name)
        return RowView(
            name=name,
            file=self.file.file,
            row=class_name("_".join([*first, singular(last), "row"])),
            description=data["description"],
            fields=tuple(self._fields()),
            mappings=tuple(each for each in mapped if each is not None),
            absent={n: v["none"]["reason"] for n, v in known.items() if "none" in v},
        )

    def _fields(self) -> Iterator[RowField]:
        for name, said in self.file.data["fields"].items():
            type_ = union(PYTHON_TYPES[each] for each in self._types[name])
            required = name in self._required
            yield RowField(
                name=name,
                types=self._types[name],
                type=type_ if required else optional(type_),
                required=required,
                description=said["description"],
            )

    def _is_known(self, vendor: str) -> bool:
        if vendor in self.vendors:
            return True
        hint, known = did_you_mean(vendor, self.vendors, "{} "), ", ".join(self.vendors)
        unknown = Message.UNKNOWN_VENDOR(name=vendor, hint=hint, known=known)
        self._add(("vendors", vendor), unknown)
        return False

    def _mapping(self, name: str, said: Mapping[str, Any]) -> RowMapping | None:
        at: Path = ("vendors", name)
        vendor, wire = self.vendors[name], said["operation"]
        operation = vendor.operation(wire)
        if operation is None:
            calls = [each.wire for each in vendor.spec.operations()]
            hint = did_you_mean(wire, calls, " ({})")
            text = Message.UNKNOWN_OPERATION(vendor=name, operation=wire, hint=hint)
            self._add((*at, "operation"), text)
            return None
        items = Items.of(operation, vendor.models)
        if items is None:
            self._add((*at, "operation"), Message.NO_ITEMS(operation=wire))
            return None
        rows, wrong = items.with_rows(said.get("rows", ""))
        if wrong is not None:
            self._add((*at, "rows"), wrong)
            return None
        return RowMapping(
            vendor=name,
            operation=wire,
            method=f"{operation.resource}.{operation.action}",
            component=rows.component,
            rows=".".join(rows.attributes),
            fields=dict(self._values(said["fields"], rows, (*at, "fields"))),
        )

    def _values(
        self, said: Mapping[str, Any], items: Items, at: Path
    ) -> Iterator[tuple[str, At | Scalar]]:
        """Yield the mapped fields in the order of the view."""
        for name in said.keys() - self._types.keys():
            hint = did_you_mean(name, self._types, "{} ")
            known = ", ".join(self._types)
            unknown = Message.UNKNOWN_FIELD(name=name, hint=hint, known=known)
            self._add((*at, name), unknown)
        for name in self._required:
            if name not in said:
                self._add(at, Message.UNMAPPED_FIELD(name=name))
        for name in self._types:
            if name in said:
                value = self._value(name, said[name], items, (*at, name))
                if value is not None:
                    yield name, value

    def _value(
        self, name: str, said: Any, items: Items, at: Path
    ) -> At | Scalar | None:
        """Return the place of a field, or its constant value."""
        types = self._types[name]
        if isinstance(said, Mapping) and "constant" in said:
            constant: Scalar = said["constant"]
            expected = [kind for t in types for kind in CONSTANTS.get(t, ())]
            if type(constant) in expected:
                return constant
            shown = ROW_TYPES[type(constant).__name__][0]
            wanted = " or ".join(types)
            text = Message.OTHER_VALUE_TYPE(
                path="constant", found=shown, expected=wanted
            )
            self._add((*at, "constant"), text)
            return None
        texts = said["texts"] if isinstance(said, Mapping) else None
        paths = said["at"] if isinstance(said, Mapping) else said
        for path in _listed(paths):
            wrong = items.problem(path, types, texts)
            where: Path = (*at, "at") if texts is not None else at
            if isinstance(paths, list):
                where = (*at, paths.index(path))
            for step, text in wrong:
                self._add((*at, *step) if step else where, text)
            if wrong:
                return None
        return At(*map(items.attribute_path, _listed(paths)), texts=texts)

    def _add(self, at: Path, text: Text) -> None:
        label = dotted(str(at[0]), at[1:])
        self.problems.append(Problem(self.file.location(at), text.under(label)))


def _listed(value: Any) -> tuple[str, ...]:
    """Return a list's items; a single value counts as a list of one."""
    return tuple(value) if isinstance(value, list) else (value,)
