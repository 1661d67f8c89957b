"""Print the values, types and imports of a generated module."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from functools import cache
from inspect import Parameter, signature
from typing import Any, get_args

from specloom_runtime.core.unset import UNSET

from ..ir import (
    Argument,
    BodyForm,
    CallKeyword,
    CallOperation,
    Constant,
    FurtherMembers,
    Member,
    Operation,
    PagedOperation,
    PagedPartsOperation,
    StreamOperation,
    Whole,
)
from ..ir.python_types import (
    RUNTIME,
    GenericType,
    Leaf,
    PythonType,
    UnionType,
    components,
)
from ..printing.python_literals import WIDTH, Code, braces, call, literal, parens
from ..printing.type_printer import printed

CALL_KEYWORDS = get_args(CallKeyword)


@dataclass
class ModulePrinter:
    """A printer for one module; it imports every name that it prints.

    Attributes:
        models: the module of each component's class.
        constants: the constants of each module; the keys are the names of modules, and
            "" for this module.
        hidden: the names that a class of the module redefines. A builtin with such a
            name is printed with its module, and an import is renamed.
    """

    models: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, tuple[Constant, ...]] = field(default_factory=dict)
    hidden: Collection[str] = ()
    _imports: dict[str, set[str]] = field(default_factory=dict)
    _checked: dict[str, set[str]] = field(default_factory=dict)

    def use(self, module: str, name: str) -> Code:
        """Import a name from a module, and return the name to print.

        `module` is "" if this module itself defines the name.
        """
        is_hidden = name in self.hidden
        if is_hidden and module == "builtins" and module not in self.hidden:
            self._imports.setdefault(module, set())
            return Code(f"{module}.{name}")
        if is_hidden and module:
            # This cannot be the name of an operation: the underscore is added to the
            # names of operations only if they are keywords.
            self._imports.setdefault(module, set()).add(f"{name} as {name}_")
            return Code(f"{name}_")
        if module not in ("", "builtins"):
            self._imports.setdefault(module, set()).add(name)
        return Code(name)

    def runtime(self, name: str) -> Code:
        """Return a name from the runtime, and import it."""
        return self.use(RUNTIME, name)

    def model(self, component: str) -> Code:
        """Return the class of a component, as an attribute of the package of models.

        The package imports the class when the attribute is first used.
        """
        return Code(f"{self.use('.', 'models')}.{component}")

    def enumeration_values(self, component: str, name: str) -> Code:
        """Import the alias for an enumeration's values; return the name to print."""
        return self.use(f".models.{self.models[component]}", name)

    def imports(self) -> list[Code]:
        """Return all imports of the module; the formatter groups and sorts them."""
        return list(map(_import, self._imports.items()))

    def checked_imports(self) -> list[Code]:
        """Return the imports that are only for type checking."""
        return list(map(_import, self._checked.items()))

    def type(self, type_: PythonType) -> Code:
        """Return a type as an annotation in a class of the module."""
        return printed(type_, self)

    def top_level_type(self, type_: PythonType) -> Code:
        """Return a type as an annotation outside classes, with no builtin hidden."""
        return printed(type_, replace(self, hidden=()))

    def deferred_type(self, type_: PythonType) -> Code:
        """Return a type in the constant of an operation.

        A type with models becomes a function, so that only the models of operations
        that are called are imported.
        """
        shown = self.top_level_type(type_)
        return Code(f"lambda: {shown}") if components(type_) else shown

    def value(self, value: Any) -> Code:
        """Return the expression for a value; a dataclass becomes a call."""
        if value is UNSET:
            return self.runtime("UNSET")
        return self._constant(value) or self.expression(value)

    def expression(self, value: Any) -> Code:
        """Return the expression for the value itself, instead of a constant's name."""
        if is_dataclass(value):
            return call(self.runtime(type(value).__name__), *self.arguments(value))
        match value:
            case Mapping():
                return braces((literal(k), self.value(v)) for k, v in value.items())
            case tuple():
                return parens(map(self.value, value))
        return literal(value)

    def _constant(self, value: Any) -> Code | None:
        """Return a constant that is equal to a value, or equal except for one field.

        The field is replaced in the expression. The result is None if there is no such
        constant.
        """
        for module, constants in self.constants.items():
            for each in constants:
                if type(each.value) is not type(value):
                    continue
                if each.value == value:
                    return self.use(module, each.name)
                if each.varies:
                    other = getattr(value, each.varies)
                    if replace(each.value, **{each.varies: other}) == value:
                        name = self.use(module, each.name)
                        return Code(f"{name}.of({literal(other)})")
        return None

    def arguments(self, fact: Any) -> list[Code]:
        """Return the arguments that construct a dataclass; leave out default values."""
        positional: list[Code] = []
        keywords: list[Code] = []
        # With `type`, mypy would check `__hash__` of the instances, not of the class.
        fact_class: Any = type(fact)
        for name, kind, default in _parameters(fact_class):
            value = getattr(fact, name)
            if kind is Parameter.VAR_POSITIONAL:
                positional += map(self.value, value)
            elif kind is Parameter.POSITIONAL_ONLY:
                positional.append(self.value(value))
            elif value != default:
                keywords.append(Code(f"{name}={self.value(value)}"))
        return positional + keywords

    def constant_arguments(self, operation: Operation) -> list[Code]:
        """Return the arguments after the path in the constant of an operation."""
        keywords: dict[str, Code] = {}
        if not isinstance(operation, StreamOperation) and operation.statuses:
            by_status = operation.statuses.items()
            shown = ((literal(s), self.deferred_type(each)) for s, each in by_status)
            keywords["statuses"] = braces(shown)
        if isinstance(operation, CallOperation) and operation.envelope is not None:
            keywords["envelope"] = self.deferred_type(operation.envelope)
            keywords["member"] = literal(operation.member)
        if operation.body_type is not None:
            keywords["body"] = self.deferred_type(operation.body_type)
        if operation.intervals:
            members: dict[Code, list[Code]] = {}
            for name, type_ in operation.intervals.items():
                members.setdefault(self.deferred_type(type_), []).append(literal(name))
            pairs = (parens((t, parens(n))) for t, n in members.items())
            keywords["intervals"] = parens(pairs)
        if isinstance(operation, PagedOperation):
            keywords["pages"] = self.value(operation.pages)
        if isinstance(operation, StreamOperation) and operation.framing != "events":
            keywords["framing"] = literal(operation.framing)
        return [
            *map(self.deferred_type, _types(operation)),
            *(Code(f"{name}={shown}") for name, shown in keywords.items()),
            *self.arguments(operation.facts),
        ]

    def call_arguments(self, operation: Operation) -> list[Code]:
        """Return the arguments after the constant in the body of a method."""
        passed = keywords(operation.arguments, operation.body)
        if isinstance(operation, PagedPartsOperation):
            # An argument can have the name of the package.
            own = replace(self, hidden={each.name for each in operation.arguments})
            return [printed(operation.part, own), *passed]
        return passed

    def definition(self, operation: Operation, is_async: bool) -> Code:
        """Return `def`, or `async def` for a coroutine."""
        return Code(f"{self._mark(operation, is_async, 'async ')}def")

    def awaited(self, operation: Operation, is_async: bool) -> Code:
        """Return `await` before a call in a coroutine; "" elsewhere."""
        return self._mark(operation, is_async, "await ")

    def _mark(self, operation: Operation, is_async: bool, word: str) -> Code:
        return Code(word if is_async and isinstance(operation, CallOperation) else "")

    def returns(self, operation: Operation, is_async: bool) -> Code:
        """Return the annotation of what a method returns: `Pager`, or `AsyncPager`."""
        shown = operation.returns
        if is_async and operation.kind.async_result and isinstance(shown, GenericType):
            base = Leaf(operation.kind.async_result, RUNTIME)
            shown = replace(shown, base=base)
        return self.type(shown)

    def signature(self, arguments: Iterable[Argument]) -> Code:
        """Return a method's parameters: `self` first, `*` before keyword-only ones."""
        shown, starred = ["self"], False
        for argument in arguments:
            if not argument.positional and not starred:
                shown.append("*")
                starred = True
            shown.append(self._parameter(argument))
        return Code(", ".join(shown))

    def _parameter(self, argument: Argument) -> Code:
        given = argument.default
        default = None if given is None else self.value(given.value)
        type_ = argument.type
        return parameter(argument.name, type_, self.type(type_), default, indent=8)


def parameter(
    name: str, type_: PythonType, shown: Code, default: Code | None, *, indent: int
) -> Code:
    """Return a parameter of a method.

    A union that is too long for a line is printed in parentheses, because black would
    add them. ruff keeps the parentheses, but does not add them.

    Args:
        name: the name of the parameter.
        type_: its type.
        shown: the printed annotation of the type.
        default: the default; None if the parameter is required.
        indent: the indentation in columns if the parameter has its own line.
    """
    end = "" if default is None else f" = {default}"
    width = indent + len(f"{name}: {shown}{end},")
    if width > WIDTH and isinstance(type_, UnionType):
        return Code(f"{name}: ({shown}){end}")
    return Code(f"{name}: {shown}{end}")


def _import(names_of_module: tuple[str, set[str]]) -> Code:
    module, names = names_of_module
    if not names:
        return Code(f"import {module}")
    return Code(f"from {module} import {', '.join(sorted(names))}")


def keywords(arguments: Iterable[Argument], body: BodyForm = "absent") -> list[Code]:
    """Return keyword arguments that pass on arguments: `path={...}, body=body`.

    Args:
        arguments: the arguments of a method or constructor.
        body: the relation between the arguments and the body. A body that consists of
            members is passed even without arguments.
    """
    shown: dict[CallKeyword, Code] = {}
    members: dict[CallKeyword, list[tuple[Code, Code]]] = {}
    further: dict[CallKeyword, Code] = {}
    if body == "members":
        members["body"] = []
    for argument in arguments:
        name = Code(argument.name)
        match argument.destination:
            case Whole(keyword=keyword):
                shown[keyword] = name
            case Member(keyword=keyword, wire=wire):
                members.setdefault(keyword, []).append((literal(wire), name))
            case FurtherMembers(keyword=keyword):
                further[keyword] = name
    for keyword, pairs in members.items():
        shown[keyword] = braces(pairs, further.get(keyword))
    return [
        Code(f"{keyword}={shown[keyword]}")
        for keyword in CALL_KEYWORDS
        if keyword in shown
    ]


def _types(operation: Operation) -> list[PythonType]:
    """Return the types after the path in the constant of an operation."""
    match operation:
        case CallOperation(result=result):
            return [result]
        case PagedOperation(page=page, item=item):
            return [page, item]
        case StreamOperation(item=item):
            return [] if item is None else [item]


@cache
def _parameters(fact: Hashable) -> list[tuple[str, Any, Any]]:
    """Return the name, the kind and the default of each parameter, required ones first.

    A parameter is positional if its class allows this, and if it is the first or has no
    default.
    """
    assert isinstance(fact, type) and is_dataclass(fact)
    factories = {
        each.name: each.default_factory()
        for each in fields(fact)
        if each.default_factory is not MISSING
    }
    found = []
    for number, each in enumerate(signature(fact).parameters.values()):
        kind, default = each.kind, factories.get(each.name, each.default)
        if kind is Parameter.POSITIONAL_OR_KEYWORD:
            first = not number or default is Parameter.empty
            kind = Parameter.POSITIONAL_ONLY if first else Parameter.KEYWORD_ONLY
        found.append((each.name, kind, default))
    return sorted(found, key=lambda each: each[2] is not Parameter.empty)
