"""Fields, types and imports of one module of models."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..ir_models import EnumerationMember, Extras, ModelClass, ModelField
from ..literals import Code, literal
from ..python_types import Bounds, MappingType, PythonType, bare, without_bounds
from ..type_printer import annotated
from .module_printer import ModulePrinter, parameter


@dataclass
class ModelPrinter(ModulePrinter):
    """Print a module of models.

    Attributes:
        name: the name of the module.
        later: the models of other modules that only type checkers import.
    """

    name: str = ""
    later: Collection[str] = ()

    def use(self, module: str, name: str) -> Code:
        """Return the spelling of a name: with an underscore if a model has it."""
        if module not in ("", "builtins") and name in self.models:
            super().use(module, f"{name} as _{name}")
            return Code(f"_{name}")
        return super().use(module, name)

    def model(self, component: str) -> Code:
        """Return the name of a model, which is imported if another module has it."""
        if component in self.later:
            self.use("typing", "TYPE_CHECKING")
            self._checked.setdefault(f".{self.models[component]}", set()).add(component)
        elif (module := self.models[component]) != self.name:
            super().use(f".{module}", component)
        return Code(component)

    def bases(self, model: ModelClass) -> list[Code]:
        """Return the bases of a class."""
        return [*map(self.model, model.bases)] or [self.runtime("Model")]

    def type(self, type_: PythonType) -> Code:
        """Return a type as an annotation."""
        return self._annotation(*without_bounds(type_))

    def annotation(self, field: ModelField) -> Code:
        """Return the type of a field, with its name in JSON if that is another."""
        type_, bounds = without_bounds(field.type)
        if field.wire != field.name:
            bounds = (("alias", field.wire), *bounds)
        return self._annotation(type_, bounds)

    def extras(self, type_: PythonType) -> Code:
        """Return the type of the properties of a class that are not its fields."""
        return self.type(MappingType(type_))

    def constructor_arguments(self, extras: Extras) -> Code:
        """Return the arguments of a constructor that takes more than its fields."""
        names = {each.name for each in extras.arguments}
        own, rest = (
            f"_{given}" if given in names else given for given in ("self", "extras")
        )
        fields = [f"*, {', '.join(map(self._argument, extras.arguments))}"]
        others = f"**{rest}: {super().type(bare(extras.type))}"
        return Code(", ".join([own, *(fields if names else ()), others]))

    def _argument(self, field: ModelField) -> Code:
        given = field.default
        default = None if given is None else self.default(given.value)
        type_ = bare(field.type)
        return parameter(field.name, type_, super().type(type_), default, indent=12)

    def default(self, value: object) -> Code:
        """Return the default of a field: a literal, or a member of an enumeration."""
        if isinstance(value, EnumerationMember):
            return Code(f"{self.model(value.enumeration)}.{value.name}")
        return literal(value)

    def _annotation(self, type_: PythonType, bounds: Bounds) -> Code:
        text = super().type(type_)
        return annotated(text, bounds, self) if bounds else text
