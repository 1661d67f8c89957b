"""Print the fields, types and imports of a module of models."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..ir.model_definitions import (
    Default,
    Enumeration,
    EnumerationMember,
    Extras,
    ModelClass,
    ModelField,
)
from ..ir.python_types import (
    Bounds,
    LiteralType,
    MappingType,
    PythonType,
    bare,
    without_bounds,
)
from ..printing.python_literals import Code, call, literal
from ..printing.type_printer import annotated
from .module_printer import ModulePrinter, parameter


@dataclass
class ModelPrinter(ModulePrinter):
    """A printer for a module of models.

    Attributes:
        name: the name of the module.
        later: the models of other modules that are imported only for type checking.
    """

    name: str = ""
    later: Collection[str] = ()

    def use(self, module: str, name: str) -> Code:
        """Return the name to print; add an underscore if a model has the same name."""
        if module not in ("", "builtins") and name in self.models:
            super().use(module, f"{name} as _{name}")
            return Code(f"_{name}")
        return super().use(module, name)

    def model(self, component: str) -> Code:
        """Return the name of a model; import the model if it is in another module."""
        if component in self.later:
            self.use("typing", "TYPE_CHECKING")
            self._checked.setdefault(f".{self.models[component]}", set()).add(component)
        elif (module := self.models[component]) != self.name:
            super().use(f".{module}", component)
        return Code(component)

    def bases(self, model: ModelClass) -> list[Code]:
        """Return the base classes of a class."""
        bases = [*map(self.model, model.bases)] or [self.runtime(model.rule)]
        return [*bases, self.runtime("ViewBase")] if model.is_view_base else bases

    def type(self, type_: PythonType) -> Code:
        """Return a type as an annotation."""
        return self._annotation(*without_bounds(type_))

    def annotation(self, field: ModelField) -> Code:
        """Return the annotation of a field, with its alias if there is one.

        The alias is in the annotation, because type checkers treat an alias in an
        assigned `Field` as the name of the constructor's argument.
        """
        type_, bounds = without_bounds(field.type)
        if field.alias is None:
            return self._presence(field, super().type(type_))
        aliased = self._annotation(type_, (("alias", field.alias), *bounds))
        return self._presence(field, aliased)

    def _presence(self, field: ModelField, annotation: Code) -> Code:
        """Return the annotation, marked if responses always have the property."""
        if not field.is_returned:
            return annotation
        return Code(f"{self.runtime('Returned')}[{annotation}]")

    def assignment(self, field: ModelField) -> Code:
        """Return ` = ` with the default or a `Field`; "" if the field has neither."""
        default = self._default(field)
        _, bounds = without_bounds(field.type)
        if bounds and field.alias is None:
            limits = {key: literal(value) for key, value in bounds}
            default = call(self.use("pydantic", "Field"), default=default, **limits)
        return Code("") if default is None else Code(f" = {default}")

    def values(self, enumeration: Enumeration) -> Code:
        """Return the type of the members of an enumeration, and of their values."""
        values = LiteralType(tuple(enumeration.members.values()))
        return Code(f"{enumeration.name} | {self.type(values)}")

    def extras(self, type_: PythonType) -> Code:
        """Return the type of the undeclared properties of a class."""
        return self.type(MappingType(type_))

    def constructor_arguments(self, extras: Extras) -> Code:
        """Return the parameters of a constructor that accepts undeclared properties."""
        names = {each.name for each in extras.arguments}
        own, rest = (
            f"_{given}" if given in names else given for given in ("self", "extras")
        )
        fields = [f"*, {', '.join(map(self._argument, extras.arguments))}"]
        others = f"**{rest}: {super().type(bare(extras.type))}"
        return Code(", ".join([own, *(fields if names else ()), others]))

    def _argument(self, field: ModelField) -> Code:
        type_, default = bare(field.type), self._default(field)
        return parameter(field.name, type_, super().type(type_), default, indent=12)

    def _default(self, field: ModelField) -> Code | None:
        """Return the default as a literal or an enumeration member, or None."""
        match field.default:
            case None:
                return None
            case Default(value=EnumerationMember(enumeration=enumeration, name=name)):
                return Code(f"{self.model(enumeration)}.{name}")
            case Default(value=value):
                return literal(value)

    def _annotation(self, type_: PythonType, bounds: Bounds) -> Code:
        text = super().type(type_)
        return annotated(text, bounds, self) if bounds else text
