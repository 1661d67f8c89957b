"""Lower one operation: its types, its arguments and its request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from specloom_runtime.operations.argument_rules import (
    AllOrNone,
    ArgumentRule,
    AtLeastOne,
    AtMostOne,
)
from specloom_runtime.operations.base_operation import OperationFacts

from .. import ir
from ..document import EVENTS, Location, Operation, is_json, wire_location
from ..ir.python_types import (
    NONE,
    RUNTIME,
    GenericType,
    Leaf,
    ListType,
    ModelType,
    PythonType,
    bare,
    union,
    without_null,
)
from ..names import constant, singular, words
from ..vocabulary import keys
from .annotations import Annotations
from .argument_places import required_places, unusual_names
from .arguments import Arguments
from .filters import FilterFacts
from .operation_details import DetailFacts
from .pagination import PaginationFacts
from .parameter_styles import styles
from .retry_policies import idempotency, rate_limit
from .runtime_locations import Paths
from .security import operation_requirements
from .servers import operation_servers
from .streams import StreamFacts, stream_facts
from .units import argument_formats, item_units

JSON = "application/json"
ARGUMENT_RULES: Mapping[str, type[ArgumentRule]] = {
    "at-least-one": AtLeastOne,
    "all-or-none": AllOrNone,
    "at-most-one": AtMostOne,
}
VERBS_OF_ONE = frozenset({"create", "delete", "get", "replace", "update"})
VERBS_OF_MANY = frozenset({"count", "list", "search"})


@dataclass(frozen=True)
class LoweredOperation:
    """The parts of an operation that are lowered without looking at other operations.

    Attributes:
        operation: the operation of the document.
        paths: the attribute paths in the models.
        annotations: the types of schemas.
    """

    operation: Operation
    paths: Paths
    annotations: Annotations

    @cached_property
    def pagination(self) -> PaginationFacts:
        """The pagination of the operation."""
        return PaginationFacts(self.operation, self.paths)

    @cached_property
    def filters(self) -> FilterFacts:
        """The filter and the sort order of the operation."""
        return FilterFacts(self.operation, self.pagination.paths.attributes)

    @cached_property
    def arguments(self) -> Arguments:
        """The arguments of the method."""
        return Arguments(
            self.operation, self.pagination, self.filters, self.annotations
        )

    @cached_property
    def stream(self) -> StreamFacts | None:
        """The stream that the operation returns; None if it returns no stream."""
        return stream_facts(self.operation)

    def lowered(self) -> ir.Operation:
        """Return the operation in the intermediate representation."""
        if self.stream:
            return self._streamed(self.stream)
        show = self.annotations.as_type_argument
        pages, success = self.pagination.pages(), self.operation.success
        if pages is None or success is None:
            whole = union(self._results.values()) if self._results else NONE
            result, member = whole, ""
            if success is not None and (names := self._result_names):
                result = self._member_type(success[1])
                member = ".".join(self.paths.path(success[1], names))
            return ir.CallOperation(
                result=show(result),
                returns=bare(result),
                statuses=self._statuses(),
                envelope=show(whole) if member else None,
                member=member,
                **self._common(),
            )
        page = self.annotations.message(*success)
        item = self.annotations.result((self.pagination.items() or {}).get("items", {}))
        common = {
            "page": show(page),
            "item": show(item),
            "pages": pages,
            "statuses": self._statuses(),
            **self._common(),
        }
        shown = (bare(item), bare(page))
        if self.pagination.parts() is None:
            pager = GenericType(Leaf("Pager", RUNTIME), shown)
            return ir.PagedOperation(returns=pager, **common)
        part = bare(self.annotations.result(self.pagination.part()))
        pager = GenericType(Leaf("PartsPager", RUNTIME), (*shown, part))
        return ir.PagedPartsOperation(part=part, returns=pager, **common)

    @cached_property
    def _results(self) -> Mapping[str, PythonType]:
        """The type to which the response with each successful status is decoded."""
        return {
            status: self.annotations.message(*content) if content else NONE
            for status, content in self.operation.successes.items()
        }

    @cached_property
    def _result_names(self) -> tuple[str, ...]:
        """The path from the response to the result; empty if they are the same."""
        location = self.operation.node.get(keys.RESULT)
        return Location.parse(location).pointer if location else ()

    def _member_type(self, schema: Any) -> PythonType:
        """Return the type of a result that is a member of a response, without null."""
        member = self.operation.spec.at(schema, self._result_names)
        return without_null(self.annotations.result(member))

    def _statuses(self) -> Mapping[str, PythonType]:
        """Return the type of the result for each status; empty if all are equal."""
        first = next(iter(self._results.values()), NONE)
        if all(each == first for each in self._results.values()):
            return MappingProxyType({})
        show = self.annotations.as_type_argument
        return MappingProxyType({s: show(each) for s, each in self._results.items()})

    def _streamed(self, stream: StreamFacts) -> ir.StreamOperation:
        item: PythonType = Leaf("Event", RUNTIME)
        if stream.item is not None:
            item = self.annotations.result(stream.item)
        return ir.StreamOperation(
            framing=stream.framing,
            item=self.annotations.as_type_argument(item) if stream.item else None,
            returns=GenericType(Leaf("Stream", RUNTIME), (bare(item),)),
            **self._common(),
        )

    def _common(self) -> dict[str, Any]:
        """Return the data that operations of every kind have."""
        operation, arguments = self.operation, self.arguments.arguments()
        details = DetailFacts(operation, self.pagination, arguments)
        return {
            "name": operation.action,
            "alias": operation.node.get(keys.ALIAS),
            "constant": constant(operation.action),
            "method": operation.method,
            "path": operation.path,
            "arguments": arguments,
            "description": _description(operation),
            "body": self.arguments.body_form,
            "details": details.details(),
            "body_type": self._body_type(),
            "intervals": self.arguments.intervals(),
            "facts": self._facts(arguments),
        }

    def _body_type(self) -> PythonType | None:
        """Return the type of a JSON body that is a model or a list of models."""
        body = self.operation.body
        if self.arguments.body_form != "whole" or body is None or not is_json(body[0]):
            return None
        type_ = without_null(self.annotations.operand(body[1]))
        item = type_.item if isinstance(type_, ListType) else type_
        is_model = isinstance(item, ModelType) and self.annotations.is_class(item)
        return type_ if is_model else None

    def _facts(self, arguments: tuple[ir.Argument, ...]) -> OperationFacts:
        """Return the further data that the runtime needs."""
        operation, pagination = self.operation, self.pagination
        paged = pagination.pages() is not None
        lock = operation.extension(keys.OPTIMISTIC_LOCK)
        return OperationFacts(
            identity=pagination.identity() if paged else (),
            merge=pagination.merge() if paged else {},
            parts=pagination.parts(),
            units=item_units(pagination) if paged else (),
            windows=pagination.window_facts,
            chunks=pagination.chunk_facts,
            filter=self.filters.filter_fact(),
            sort=self.filters.sort_fact(),
            safe=_safe(operation),
            auth=_body_schemes(operation),
            security=operation_requirements(operation),
            servers=operation_servers(operation),
            styles=styles(operation),
            formats=argument_formats(operation, arguments),
            required=required_places(
                operation, arguments, self.arguments.flattened_body or {}
            ),
            names=unusual_names(arguments),
            require=_argument_rules(operation),
            media=operation.body[0] if operation.body else JSON,
            accept=_accept(operation),
            nullable=self.arguments.nullable(),
            errors=_error_scheme(operation),
            idempotency=idempotency(operation.node.get(keys.IDEMPOTENCY)),
            rate_limit=rate_limit(operation.node.get(keys.RATE_LIMIT), operation.spec),
            deprecated=_deprecated(operation),
            conflict=lock.get("conflict", 409) if lock else None,
            changed_since=self.arguments.changed_since_fact(),
        )


def _description(operation: Operation) -> str:
    """Return the vendor's description of an operation, or one derived from its name.

    For the resource `contacts`, `list` becomes "List contacts", and `get` becomes "Get
    contact". For other verbs, the result is empty.
    """
    for key in ("summary", "description"):
        if (text := str(operation.node.get(key) or "")).strip():
            return text
    verb, *rest = words(operation.action) or [""]
    if verb in VERBS_OF_MANY:
        rest = rest or words(operation.resource)
    elif verb in VERBS_OF_ONE:
        rest = rest or [*map(singular, words(operation.resource))]
    else:
        return ""
    return " ".join([verb.capitalize(), *rest])


def _safe(operation: Operation) -> bool | None:
    """Return whether the operation is safe to retry; None if its method decides."""
    retry = operation.node.get(keys.RETRY)
    if isinstance(retry, Mapping):
        fact = retry.get("safe")
        return None if fact is None else bool(fact)
    return False if retry is False else None


def _body_schemes(operation: Operation) -> tuple[str, ...]:
    """Return the authentication scheme that the operation itself declares, if any."""
    scheme = operation.node.get(keys.AUTH)
    return (scheme,) if isinstance(scheme, str) else ()


def _accept(operation: Operation) -> str:
    """Return the value of the `Accept` header: the media types of successful responses.

    JSON replaces the media type of server-sent events, and is the default.
    """
    found = [each[0] for each in operation.successes.values() if each is not None]
    accepted = dict.fromkeys(JSON if media == EVENTS else media for media in found)
    return ", ".join(accepted) or JSON


def _error_scheme(operation: Operation) -> str | Literal[False] | None:
    """Return the operation's own error scheme.

    The result is None if the service's scheme applies, and False if no error rules
    apply.
    """
    errors = operation.node.get(keys.ERRORS)
    return errors if isinstance(errors, str) or errors is False else None


def _deprecated(operation: Operation) -> Literal[True] | tuple[str, ...]:
    """Return True if the operation is deprecated, or else its deprecated parameters."""
    if operation.node.get("deprecated") is True:
        return True
    old = [p for p in operation.parameters if p.get("deprecated") is True]
    return tuple(f"{p['in']}.{p['name']}" for p in old)


def _argument_rules(operation: Operation) -> tuple[ArgumentRule, ...]:
    """Return the rules about which arguments a call must contain."""
    return tuple(
        ARGUMENT_RULES[word](*map(wire_location, places))
        for rule in operation.node.get(keys.ARGUMENT_RULES, ())
        for word, places in rule.items()
        if word in ARGUMENT_RULES
    )
