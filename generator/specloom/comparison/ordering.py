"""Order changes: what concerns all calls first, then what users must act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..changes import Change
from .joining import MEANINGLESS

COMMON = ("/servers", "/host", "/basePath", "/schemes", "/security", "/info/version")
"""The places in a description that concern all operations, in this order."""
SECURITY_SCHEMES = ("/components/securitySchemes", "/securityDefinitions")
LEVELS = ("breaking", "warning", "info")
EFFECTS = ("breaking", "compatible", "none")
WIRE = ("changed", "same")


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Return changes in the order in which they are reported.

    Servers, security and the declared version come first, because they concern every
    call. The others are ordered by what they mean for callers, then for the contract.
    """
    return sorted(changes, key=_key)


def _key(change: Change) -> tuple[Any, ...]:
    pointer = change.place.pointer
    if pointer.startswith(SECURITY_SCHEMES):
        pointer = "/security"
    common = [
        n
        for n, each in enumerate(COMMON)
        if pointer.startswith(each) and change.rule not in MEANINGLESS
    ]
    is_harmless = change.python != "breaking" and change.wire == "same"
    return (
        common[0] if common else len(COMMON),
        is_harmless,
        EFFECTS.index(change.python),
        WIRE.index(change.wire),
        LEVELS.index(change.level),
        change.place.pointer,
        change.rule,
        change.direction,
        change.fingerprint,
    )
