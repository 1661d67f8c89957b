"""Write types, defaults and signatures for readers, as generated code spells them."""

from __future__ import annotations

from collections.abc import Iterable

from ..ir import Argument, OperationBase
from ..ir.model_definitions import Default, EnumerationMember
from ..ir.python_types import PythonType, bare
from .python_literals import Code, literal
from .type_printer import printed


class _PlainNames:
    """Spells each name as it is, without imports."""

    def use(self, module: str, name: str) -> Code:
        return Code(name)

    def model(self, component: str) -> Code:
        return Code(component)

    def enumeration_values(self, component: str, name: str) -> Code:
        return Code(name)


_NAMES = _PlainNames()


def type_text(type_: PythonType) -> str:
    """Return a type as it is spelled in a signature."""
    return printed(bare(type_), _NAMES)


def default_text(default: Default) -> str:
    """Return a default value as it is spelled in a signature."""
    match default.value:
        case EnumerationMember(enumeration=enumeration, name=name):
            return f"{enumeration}.{name}"
        case None | bool() | int() | float() | str() | tuple() | list() as value:
            return literal(value)
        case value:
            return str(getattr(value, "name", value))


def variable_text(name: str, type_: PythonType, default: Default | None) -> str:
    """Return a parameter or a field: `limit: int | None = None`."""
    end = "" if default is None else f" = {default_text(default)}"
    return f"{name}: {type_text(type_)}{end}"


def argument_text(argument: Argument) -> str:
    """Return a parameter as it is spelled in a signature."""
    return variable_text(argument.name, argument.type, argument.default)


def parameters_text(arguments: Iterable[Argument]) -> str:
    """Return all parameters, with `*` before those that are only keywords."""
    shown: list[str] = []
    for each in arguments:
        if not each.positional and "*" not in shown:
            shown.append("*")
        shown.append(argument_text(each))
    return ", ".join(shown)


def method_text(operation: OperationBase) -> str:
    """Return the signature of the synchronous method: `get(number: int) -> Contact`."""
    parameters = parameters_text(operation.arguments)
    return f"{operation.name}({parameters}) -> {type_text(operation.returns)}"
