"""What is generated for a vendor, as facts that `lower` finds and `render` prints.

Names, types and texts are data here; nothing is printed code. What an operation or a
service does is stated in the runtime's own dataclasses, as in generated code. Of the
generator this module imports only the types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeAlias

from specloom_runtime.http.framing import Framing
from specloom_runtime.operations.operation import OperationFacts
from specloom_runtime.operations.service import Service
from specloom_runtime.pagination.styles import Pages

from .model_definitions import Default, ModelModule
from .python_types import PythonType

CallKeyword: TypeAlias = Literal[
    "path",
    "query",
    "headers",
    "cookies",
    "body",
    "page_size",
    "credentials",
    "environment",
    "variables",
]
"""The keyword of the runtime's call that an argument is passed in."""


@dataclass(frozen=True)
class Whole:
    """An argument that is all of a keyword: `body=body`."""

    keyword: CallKeyword


@dataclass(frozen=True)
class Member:
    """An argument that is one member of a keyword: `query={"maxAge": max_age}`.

    Attributes:
        wire: the name of the member.
    """

    keyword: CallKeyword
    wire: str


@dataclass(frozen=True)
class FurtherMembers:
    """An argument with further members of a keyword, by name: `body={**extra}`."""

    keyword: CallKeyword


Destination: TypeAlias = Whole | Member | FurtherMembers
"""Where a method passes an argument on to."""
BodyForm: TypeAlias = Literal["absent", "whole", "members"]
"""How arguments make a body: none does, one is all of it, or each is a member of it.

There may be no argument for a body of members: the runtime may fill in all of them.
"""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a method or of a client's constructor.

    Attributes:
        default: its default; None for one that is required.
        destination: where it is passed on to.
        positional: whether it can be passed without its name.
        description: its first paragraph and its limits; often empty.
    """

    name: str
    type: PythonType
    destination: Destination
    default: Default | None = None
    positional: bool = False
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A constant of a module; where its value is used in a fact, its name is printed.

    Attributes:
        varies: the field that `NAME.of(...)` replaces, where users of the constant
            differ in that one.
    """

    name: str
    value: Any
    varies: str | None = None


@dataclass(frozen=True)
class OperationKind:
    """The names of the runtime that a kind of operation is printed with.

    Attributes:
        constant: the class of the constant.
        method: the method of a resource that does the work.
        asynchronous: the function that makes the asynchronous method.
    """

    constant: str
    method: str
    asynchronous: str


@dataclass(frozen=True, kw_only=True)
class OperationBase:
    """What every operation has: a constant that describes it, a method that sends it.

    Attributes:
        kind: what it is printed with.
        name: the name of the method.
        constant: the name of the constant.
        method: the HTTP method.
        returns: what the synchronous method returns.
        body: how the arguments make the body.
        facts: what else the runtime needs to know.
    """

    kind: ClassVar[OperationKind]

    name: str
    constant: str
    method: str
    path: str
    returns: PythonType
    arguments: tuple[Argument, ...]
    description: str
    body: BodyForm = "absent"
    facts: OperationFacts = field(default_factory=OperationFacts)


@dataclass(frozen=True, kw_only=True)
class CallOperation(OperationBase):
    """An operation that sends one request and returns its result.

    Attributes:
        result: the type of the result, as the constant has it.
        statuses: the type of the result by status, as the constant has it, where it is
            not the same for each. Read-only.
    """

    kind = OperationKind("Operation", "_call", "async_call")

    result: PythonType
    statuses: Mapping[str, PythonType] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, kw_only=True)
class PagedOperation(OperationBase):
    """An operation that is read page by page.

    Attributes:
        page: the type of a page, as the constant has it.
        item: the type of an item of a page, as the constant has it.
        pages: how the next page is requested.
        statuses: the type of a page by status, as the constant has it, where it is not
            the same for each. Read-only.
    """

    kind = OperationKind("PagedOperation", "_pages", "async_pager")

    page: PythonType
    item: PythonType
    pages: Pages
    statuses: Mapping[str, PythonType] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, kw_only=True)
class StreamOperation(OperationBase):
    """An operation that returns a stream of items.

    Attributes:
        framing: how the stream is cut into items.
        item: the type of an item, as the constant has it; None for one that is
            not decoded.
    """

    kind = OperationKind("StreamOperation", "_stream", "async_stream")

    framing: Framing
    item: PythonType | None


Operation: TypeAlias = CallOperation | PagedOperation | StreamOperation
"""One operation, by what its method does."""


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One property that a list can be filtered or sorted on.

    Attributes:
        operators: the runtime's marks for what the property allows.
    """

    name: str
    wire: str
    type: PythonType
    operators: PythonType


@dataclass(frozen=True, kw_only=True)
class FilterFields:
    """The properties of a component that a list can be filtered or sorted on."""

    name: str
    component: str
    description: str
    fields: tuple[FilterField, ...]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One module of operations.

    Attributes:
        attribute: the property of the client.
        constants: values that several operations share.
    """

    module: str
    attribute: str
    name: str
    description: str
    constants: tuple[Constant, ...]
    filters: tuple[FilterFields, ...]
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A message that the vendor sends by itself.

    Attributes:
        name: the name of the constant.
        wire: the name in the description.
    """

    name: str
    wire: str
    method: str
    payload: PythonType
    description: str


@dataclass(frozen=True, kw_only=True)
class Client:
    """The two client classes, and what is known of the vendor as a whole.

    Attributes:
        overloads: each set of credentials that is enough, where there is a choice.
        environments: the names of the servers, the default first; none for one server.
    """

    name: str
    description: str
    arguments: tuple[Argument, ...]
    overloads: tuple[tuple[Argument, ...], ...]
    environments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Package:
    """Everything generated for one vendor.

    Attributes:
        constants: values that facts of the vendor share, in the service module.
        service: the vendor as the runtime sees it.
        error_models: the models that only bodies of errors have. They can be imported,
            but are not listed.
    """

    vendor: str
    title: str
    client: Client
    constants: tuple[Constant, ...]
    service: Service
    resources: tuple[Resource, ...]
    webhooks: tuple[Webhook, ...]
    models: tuple[ModelModule, ...]
    error_models: tuple[str, ...]


def field_names(fact: Any) -> tuple[str, ...]:
    """Return the names of the fields of a fact, a dataclass."""
    return _field_names(fact.__class__)


@cache
def _field_names(class_: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(class_))
