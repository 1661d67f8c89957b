"""The declarations of every operation about its request, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from ..http.locations import parse_location
from ..models.decoding import Decoder
from ..serialization.style import Style
from .argument_names import argument_at
from .body_types import BodyType, body_type
from .operation_options import OperationOptions
from .result_types import decoded_by, plain_type
from .service import Idempotency, RateLimit, Server

if TYPE_CHECKING:
    from ..filters.grammar import Filter, Sort
    from ..models.units import Unit
    from ..pagination.chunks import Chunk
    from ..pagination.parts import Parts
    from ..pagination.windows import Window
    from .argument_rules import ArgumentRule
    from .changed_since import ChangedSince

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
REPEATABLE = SAFE | {"PUT", "DELETE"}


@dataclass(frozen=True, kw_only=True)
class OperationFacts:
    """The declarations about an operation, except types.

    The fields are in the order in which the constant of an operation contains them.

    Attributes:
        safe: True for an operation that only reads data, False for one that must not be
            repeated, None if the method decides.
        security: the security alternatives; None for those of the service. None has the
            same meaning in `errors`, `idempotency` and `rate_limit`, in which False
            means that there is none.
        servers: the operation's own servers by name, instead of those of the service.
        required: the locations of the arguments that cannot be None.
        names: the arguments whose names differ from those that `argument_name` derives,
            by location.
        nullable: the members of a flattened body for which None is sent as JSON null,
            or `("body",)` for a whole body.
        deprecated: True, or the locations of the deprecated arguments.
        conflict: the status that means an outdated version.
        changed_since: the place of the argument `changed_since`.
    """

    identity: tuple[str, ...] = ()
    merge: Mapping[str, str] = field(default_factory=dict)
    parts: Parts | None = None
    units: tuple[Unit, ...] = ()
    windows: tuple[Window, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    filter: Filter | None = None
    sort: Sort | None = None
    safe: bool | None = None
    auth: tuple[str, ...] = ()
    security: tuple[tuple[str, ...], ...] | None = None
    servers: Mapping[str, Server] = field(default_factory=dict)
    styles: Mapping[str, Style] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    require: tuple[ArgumentRule, ...] = ()
    media: str = "application/json"
    accept: str = "application/json"
    nullable: tuple[str, ...] = ()
    errors: str | Literal[False] | None = None
    idempotency: Idempotency | Literal[False] | None = None
    rate_limit: RateLimit | Literal[False] | None = None
    deprecated: Literal[True] | tuple[str, ...] = ()
    conflict: int | None = None
    changed_since: ChangedSince | None = None


@dataclass(frozen=True, init=False, eq=False)
class OperationBase(OperationFacts):
    """The declarations of every operation about its request.

    `statuses` contains the result type for each status (`200`, `2XX`), if they differ;
    None means no body. `member` is the path of attributes to the result in a response
    of type `envelope`. `body` is the type of a body that is a model or list of models.
    `intervals` contains pairs of a class and the members of the body of this class:
    objects whose start and end are those of a window.

    A function that returns a type can be used instead of the type.
    """

    method: str
    path: str
    statuses: Mapping[str, Any] = field(default_factory=dict)
    envelope: Any = None
    member: str = ""
    body: Any = None
    intervals: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    retry: bool = True
    retry_statuses: tuple[int, ...] = ()

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Return whether both are the same object; values are not compared."""
        return self is other

    def _set(self, options: Mapping[str, Any], **arguments: Any) -> None:
        if unknown := options.keys() - OperationOptions.__optional_keys__:
            names = ", ".join(sorted(unknown))
            raise TypeError(f"unknown attributes of an operation: {names}")
        for known in fields(OperationBase):
            if known.default_factory is not MISSING:
                object.__setattr__(self, known.name, known.default_factory())
        for name, value in {**options, **arguments}.items():
            object.__setattr__(self, name, value)

    @property
    def wire(self) -> str:
        """The operation's name in messages: method and path (`GET /contacts`)."""
        return f"{self.method} {self.path}"

    @property
    def repeatable(self) -> bool:
        """Whether the request may be sent twice, even without an idempotency key."""
        return self.method in REPEATABLE if self.safe is None else self.safe

    @cached_property
    def interval_types(self) -> Mapping[str, tuple[Any, tuple[str, str]]]:
        """The class and the names of start and end of each interval, by location."""
        ends = {
            w.start.rpartition("/")[0]: (_last_step(w.start), _last_step(w.end))
            for w in self.windows
        }
        return {
            f"body#/{name}": (plain_type(model), ends[f"body#/{name}"])
            for model, names in self.intervals
            for name in names
        }

    @cached_property
    def body_type(self) -> BodyType | None:
        """The models of the body; None if the body is not checked."""
        return body_type(plain_type(self.body))

    def argument(self, location: str) -> str:
        """Return the name of the caller's argument at a location, for messages."""
        known = [each.location for each in (self.filter, self.sort) if each]
        known += [each.start for each in self.windows]
        known += [*self.required, *self.names, *(each.at for each in self.chunks)]
        return argument_at(location, self.names, known)

    @property
    def body_chunk(self) -> Chunk | None:
        """The limit of a list that is the whole body; None if there is none."""
        return next((chunk for chunk in self.chunks if chunk.at == "body"), None)

    @cached_property
    def decoders(self) -> Mapping[str, Decoder[Any] | None]:
        """The decoders of `statuses`, built when they are first used."""
        return {
            status: None if result is None else decoded_by(result)
            for status, result in self.statuses.items()
        }

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.wire}>"


def _last_step(location: str) -> str:
    return parse_location(location).keys[-1]
