"""The optional declarations of an operation, as arguments of its constructor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from ..serialization.style import Style
from .service import Idempotency, RateLimit, Server

if TYPE_CHECKING:
    from ..filters.grammar import Filter, Sort
    from ..models.units import Unit
    from ..pagination.chunks import Chunk
    from ..pagination.parts import Parts
    from ..pagination.windows import Window
    from .argument_rules import ArgumentRule
    from .changed_since import ChangedSince


class OperationOptions(TypedDict, total=False):
    """The optional declarations of an operation, as arguments of its constructor."""

    identity: tuple[str, ...]
    merge: Mapping[str, str]
    parts: Parts | None
    units: tuple[Unit, ...]
    windows: tuple[Window, ...]
    chunks: tuple[Chunk, ...]
    filter: Filter | None
    sort: Sort | None
    safe: bool | None
    auth: tuple[str, ...]
    security: tuple[tuple[str, ...], ...] | None
    servers: Mapping[str, Server]
    styles: Mapping[str, Style]
    formats: Mapping[str, str]
    required: tuple[str, ...]
    names: Mapping[str, str]
    require: tuple[ArgumentRule, ...]
    media: str
    accept: str
    nullable: tuple[str, ...]
    errors: str | Literal[False] | None
    idempotency: Idempotency | Literal[False] | None
    rate_limit: RateLimit | Literal[False] | None
    deprecated: Literal[True] | tuple[str, ...]
    conflict: int | None
    changed_since: ChangedSince | None
    statuses: Mapping[str, Any]
    envelope: Any
    member: str
    body: Any
    intervals: tuple[tuple[Any, tuple[str, ...]], ...]
    retry: bool
    retry_statuses: tuple[int, ...]
