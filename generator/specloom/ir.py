"""What is to be printed: the contract between `lower` and the templates.

Every text in it is `Code`: already valid Python, or already escaped, so a template
only places it. The room imports nothing of ours and knows no document.
"""

from __future__ import annotations

from dataclasses import dataclass


class Code(str):
    """Text that may stand in generated code as it is.

    Only the printers and the naming room make it; the templates refuse any other text.
    """

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Import:
    """`from module import names`, or `import module` where there are no names."""

    module: Code
    names: tuple[Code, ...]


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a method or constructor."""

    name: Code
    annotation: Code
    default: Code | None = None
    positional: bool = False


@dataclass(frozen=True, kw_only=True)
class Constant:
    """One module constant: `NAME = value`."""

    name: Code
    value: Code


@dataclass(frozen=True, kw_only=True)
class Method:
    """One operation as a method: its signature and the one runtime call it makes."""

    name: Code
    arguments: tuple[Argument, ...]
    summary: Code
    wire: Code
    constant: Code
    passed: tuple[Code, ...]
    result: Code


@dataclass(frozen=True, kw_only=True)
class CallMethod(Method):
    """A method that sends one request and gives its decoded result."""


@dataclass(frozen=True, kw_only=True)
class PagesMethod(Method):
    """A method that gives a lazy pager; `result` is its `[Item, Page]`."""


@dataclass(frozen=True, kw_only=True)
class StreamMethod(Method):
    """A method that gives a stream; `result` is its `[Item]`."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One property of a fields class: `name = Field[owner, type, operators](wire)`."""

    name: Code
    annotation: Code
    wire: Code


@dataclass(frozen=True, kw_only=True)
class Fields:
    """What a resource's list operations can filter and sort on."""

    name: Code
    doc: Code
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One module of operations."""

    module: Code
    attribute: Code
    name: Code
    summary: Code
    doc: Code
    imports: tuple[Import, ...]
    values: tuple[tuple[Code, Code], ...]
    constants: tuple[Constant, ...]
    fields: tuple[Fields, ...]
    methods: tuple[CallMethod | PagesMethod | StreamMethod, ...]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A webhook: `NAME = Webhook(wire, payload)`."""

    name: Code
    wire: Code
    method: Code
    payload: Code
    doc: Code


@dataclass(frozen=True, kw_only=True)
class Events:
    """The module of what the vendor sends by itself."""

    imports: tuple[Import, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Service:
    """The vendor's own facts: servers, credentials, errors, limits, grammars."""

    doc: Code
    imports: tuple[Import, ...]
    constants: tuple[Constant, ...]


@dataclass(frozen=True, kw_only=True)
class Overload:
    """One set of credentials that is enough, as constructor arguments."""

    arguments: tuple[Argument, ...]


@dataclass(frozen=True, kw_only=True)
class Client:
    """The two client classes; `overloads` where credentials have a choice."""

    name: Code
    doc: Code
    imports: tuple[Import, ...]
    overloads: tuple[Overload, ...]
    arguments: tuple[Argument, ...]
    passed: tuple[Code, ...]
    environments: Code
    resources: tuple[Resource, ...]


@dataclass(frozen=True, kw_only=True)
class Export:
    """The public names one module gives to its package."""

    module: Code
    names: tuple[Code, ...]


@dataclass(frozen=True, kw_only=True)
class Package:
    """Everything generated for one vendor but its models, which print themselves."""

    vendor: Code
    doc: Code
    client: Client
    service: Service
    resources: tuple[Resource, ...]
    events: Events | None
    exports: tuple[Export, ...]
    models: tuple[Export, ...]
