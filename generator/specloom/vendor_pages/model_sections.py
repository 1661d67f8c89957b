"""Write the sections of models: fields, values of enumerations, and aliases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..ir.model_definitions import (
    Enumeration,
    ModelClass,
    ModelDefinition,
    ModelField,
)
from ..printing.signatures import type_text
from ..wire.package_models import PackageModels
from . import escaping
from .layout import Layout, model_anchor
from .type_cells import MOST, TypeCells

MOST_VALUES = 100
"""How many values of an enumeration are listed; the others are counted."""


@dataclass(frozen=True)
class ModelSections:
    """The sections about the models of one vendor.

    Attributes:
        layout: the pages of the vendor.
        types: types as code with links.
        models: the models of the package.
    """

    layout: Layout
    types: TypeCells
    models: PackageModels

    def section(
        self, page: str, definition: ModelDefinition, level: int
    ) -> Iterator[str]:
        """Yield the blocks about a model.

        Args:
            page: the page that has the section.
            definition: the model.
            level: the level of its heading.
        """
        yield escaping.heading(level, definition.name, model_anchor(definition.name))
        yield from escaping.paragraphs(definition.description, 600)
        match definition:
            case Enumeration():
                yield from _values(definition)
            case ModelClass():
                yield self._fields(page, definition)
            case _:
                shown = escaping.clipped(type_text(definition.type), 2 * MOST)
                yield f"Another name for {escaping.code(shown)}."

    def _fields(self, page: str, model: ModelClass) -> str:
        rows = [
            self._field(page, name, each.wire, each.field)
            for name, each in self.models.properties(model.name).items()
        ]
        if model.extras is not None:
            shown = self.types.cell(page, model.extras.type)
            rows.append(("", "", shown, "Further properties."))
        if not rows:
            return "No property is declared."
        return escaping.table(("field", "in JSON", "type", "what it is"), rows)

    def _field(
        self, page: str, name: str, wire: str, field: ModelField
    ) -> tuple[str, str, str, str]:
        said = escaping.summary(field.description, field.notes)
        if field.default is None:
            said = f"Required. {said}".rstrip()
        return (
            escaping.code(name),
            escaping.code(wire),
            self.types.cell(page, field.type),
            said,
        )


def _values(enumeration: Enumeration) -> Iterator[str]:
    members = [*enumeration.members.items()]
    if any(enumeration.descriptions.values()):
        yield escaping.table(
            ("value", "what it means"),
            [
                (
                    escaping.code(str(value)),
                    escaping.summary(enumeration.descriptions.get(name, "")),
                )
                for name, value in members[:MOST_VALUES]
            ],
        )
    else:
        shown = ", ".join(escaping.code(str(v)) for _, v in members[:MOST_VALUES])
        yield f"One of: {shown}."
    if (more := len(members) - MOST_VALUES) > 0:
        yield f"And {more} more values."
