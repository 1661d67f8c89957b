"""The intermediate representation of a package: `lower` creates it, `render` prints it.

Names, types and texts are data here, not printed code. Instances of the runtime's own
dataclasses represent the behavior of operations and services, as in generated code. Of
the generator, this module must import only the other modules of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeAlias

from specloom_runtime.http.framing import Framing
from specloom_runtime.operations.base_operation import OperationFacts
from specloom_runtime.operations.service import Service
from specloom_runtime.pagination.styles import Pages

from .model_definitions import Default, Enumeration, ModelModule, values_aliases
from .operation_details import OperationDetails
from .python_types import PythonType
from .read_writes import Edit, Put

CallKeyword: TypeAlias = Literal[
    "path",
    "query",
    "headers",
    "cookies",
    "body",
    "changed_since",
    "align",
    "page_size",
    "start",
    "credentials",
    "environment",
    "variables",
]
"""The keyword of the runtime's call in which a method passes an argument."""


@dataclass(frozen=True)
class Whole:
    """The destination of an argument that is the value of a keyword: `body=body`."""

    keyword: CallKeyword


@dataclass(frozen=True)
class Member:
    """The destination of an argument that is one member of a keyword's value.

    For example, in `query={"maxAge": max_age}`, the keyword is `query`.

    Attributes:
        wire: the name of the member in the request, `maxAge` in the example.
    """

    keyword: CallKeyword
    wire: str


@dataclass(frozen=True)
class FurtherMembers:
    """The destination of an argument whose members are added: `body={**extra}`."""

    keyword: CallKeyword


Destination: TypeAlias = Whole | Member | FurtherMembers
"""The place in the runtime's call in which a method passes an argument."""
BodyForm: TypeAlias = Literal["absent", "whole", "members"]
"""The relation between the arguments of a method and the body of its request.

- `absent`: there is no body.
- `whole`: one argument is the whole body.
- `members`: each argument is a member of the body. There may be no such argument, if
  the runtime fills in all members.
"""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a method, or of the constructor of a client.

    Attributes:
        default: the default value; None if the argument is required.
        destination: the place in the runtime's call in which the argument is passed.
        positional: whether the argument can be passed by position.
        description: the description, with the markup of the document; often empty.
        limits: the limits of the value, as a sentence.
        notes: further sentences about the value: unit, allowed values, default, and how
            the runtime sends it.
    """

    name: str
    type: PythonType
    destination: Destination
    default: Default | None = None
    positional: bool = False
    description: str = ""
    limits: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A constant of a module. Its name is printed wherever its value is used.

    Attributes:
        varies: the field in which uses of the constant differ. Each use is printed as
            `NAME.of(...)`, which replaces that field. None if all uses are equal.
    """

    name: str
    value: Any
    varies: str | None = None


@dataclass(frozen=True)
class OperationKind:
    """The names of runtime functions and classes that are printed for an operation.

    Attributes:
        constant: the class of the constant.
        method: the method of a resource that sends the request.
        asynchronous: the function that creates the asynchronous method.
        async_result: the class that an asynchronous method returns; empty if it is a
            coroutine.
    """

    constant: str
    method: str
    asynchronous: str
    async_result: str = ""


@dataclass(frozen=True, kw_only=True)
class OperationBase:
    """The data that operations of every kind have: each is a constant and a method.

    Attributes:
        kind: the names of the runtime that are printed for the operation.
        name: the name of the method.
        alias: another name of the method; None if it has only one.
        constant: the name of the constant.
        method: the HTTP method.
        returns: the return type of the synchronous method.
        description: the summary, or else the description.
        details: what the docstring says besides the description and the arguments.
        body: the relation between the arguments and the body.
        body_type: the type of a body that is a model or a list of models; None for
            any other.
        intervals: the class of each argument that is an interval; the keys are the
            members of the body. The mapping is read-only.
        facts: further data for the runtime.
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
    body_type: PythonType | None = None
    details: OperationDetails = field(default_factory=OperationDetails)
    intervals: Mapping[str, PythonType] = field(
        default_factory=lambda: MappingProxyType({})
    )
    alias: str | None = None
    facts: OperationFacts = field(default_factory=OperationFacts)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the method."""
        return (self.name,) if self.alias is None else (self.name, self.alias)


@dataclass(frozen=True, kw_only=True)
class CallOperation(OperationBase):
    """An operation that sends one request and returns its result.

    Attributes:
        result: the type of the result in the constant.
        statuses: the type of the result for each status; empty if it does not depend on
            the status. The mapping is read-only.
        envelope: the type of a response that contains the result as a member, in the
            constant; None if the response is the result.
        member: the path of attributes from the envelope to the result.
    """

    kind = OperationKind("Operation", "_call", "async_call")

    result: PythonType
    statuses: Mapping[str, PythonType] = field(
        default_factory=lambda: MappingProxyType({})
    )
    envelope: PythonType | None = None
    member: str = ""


@dataclass(frozen=True, kw_only=True)
class PagedOperation(OperationBase):
    """An operation that is read page by page.

    Attributes:
        page: the type of a page in the constant.
        item: the type of an item of a page in the constant.
        pages: how to request the next page.
        statuses: the type of a page for each status; empty if it does not depend on the
            status. The mapping is read-only.
    """

    kind = OperationKind("PagedOperation", "_pages", "async_pager", "AsyncPager")

    page: PythonType
    item: PythonType
    pages: Pages
    statuses: Mapping[str, PythonType] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, kw_only=True)
class PagedPartsOperation(PagedOperation):
    """An operation whose pages have parts of the items next to the items.

    Attributes:
        part: the type of a part.
    """

    kind = OperationKind(
        "PagedOperation", "_parts_pages", "async_parts_pager", "AsyncPartsPager"
    )

    part: PythonType


@dataclass(frozen=True, kw_only=True)
class StreamOperation(OperationBase):
    """An operation that returns a stream of items.

    Attributes:
        framing: how the stream is split into items.
        item: the type of an item in the constant; None if items are not decoded.
    """

    kind = OperationKind("StreamOperation", "_stream", "async_stream", "AsyncStream")

    framing: Framing
    item: PythonType | None


Operation: TypeAlias = CallOperation | PagedOperation | StreamOperation
"""An operation of any kind."""


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One property that a list can be filtered or sorted on.

    Attributes:
        operators: the operators that the property supports, as types of the runtime.
        description: the description of the property, with the markup of the document.
    """

    name: str
    wire: str
    type: PythonType
    operators: PythonType
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class FilterFields:
    """The properties of a component by which a list can be filtered or sorted."""

    name: str
    component: str
    description: str
    fields: tuple[FilterField, ...]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One module of operations.

    Attributes:
        attribute: the name of the client's property.
        constants: the values that several operations share.
        edit: the method that reads, changes and writes an object; None without it.
        put: the method that creates or replaces an object; None without it.
        error_codes: the error codes that the vendor declares for the resource; None if
            there are none.
    """

    module: str
    attribute: str
    name: str
    description: str
    constants: tuple[Constant, ...]
    filters: tuple[FilterFields, ...]
    operations: tuple[Operation, ...]
    edit: Edit | None = None
    put: Put | None = None
    error_codes: Enumeration | None = None

    @property
    def public(self) -> list[str]:
        """The sorted names that the module exports; constants are not for callers."""
        codes = [self.error_codes] if self.error_codes else []
        own = [self.name, f"Async{self.name}", *(each.name for each in codes)]
        own += [self.edit.changes.name] if self.edit else []
        fields = [each.name for each in self.filters]
        return sorted([*own, *fields, *values_aliases(codes)])


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A request that the vendor sends to the user of the client.

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
    """The synchronous and the asynchronous client class of a vendor.

    Attributes:
        overloads: each sufficient set of credentials, if there are several sets.
        environments: the names of the servers, with the default first; empty for a
            single server.
    """

    name: str
    description: str
    arguments: tuple[Argument, ...]
    overloads: tuple[tuple[Argument, ...], ...]
    environments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Package:
    """Everything that is generated for one vendor.

    Attributes:
        constants: the constants of the service module, such as shared paginations.
        service: the vendor's data for the runtime.
        error_models: the models that occur only in error bodies. They can be imported,
            but are not in `__all__`.
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
    """Return the names of the fields of a fact, which is a dataclass."""
    return _field_names(fact.__class__)


def is_fact(value: Any) -> bool:
    """Return whether a value is an instance of a dataclass."""
    return _is_fact_class(value.__class__)


@cache
def _field_names(class_: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(class_))


@cache
def _is_fact_class(class_: Any) -> bool:
    return is_dataclass(class_)
