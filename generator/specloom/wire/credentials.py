"""Compare how two packages authenticate the requests of an operation.

Each set of credentials that is sufficient for the old operation, and that callers can
also give to the new client, is tried with the choice that the runtime makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from specloom_runtime.auth.oauth2 import OAuth2
from specloom_runtime.auth.schemes import (
    Basic,
    Bearer,
    BodyFields,
    CookieKey,
    HeaderKey,
    QueryKey,
)
from specloom_runtime.auth.session_login import Scheme, SessionLogin
from specloom_runtime.calls.credential_choice import needs, schemes_for
from specloom_runtime.core.errors import ConfigurationError
from specloom_runtime.core.secrets import Secret
from specloom_runtime.operations.operation import Operation as RuntimeOperation
from specloom_runtime.operations.service import Service

from ..ir import Operation
from .facts import Difference, Fact, Pointer, difference, operation_pointer

Requirements = tuple[tuple[tuple[str, ...], ...] | None, tuple[str, ...]]
"""The security alternatives and the schemes in the body of an operation."""
UNUSABLE = ("no request: credentials are missing",)


@dataclass(frozen=True)
class CredentialComparison:
    """The credentials of two services; equal operations are compared once."""

    old: Service
    new: Service
    _known: dict[tuple[Requirements, Requirements], tuple[Difference, ...]] = field(
        default_factory=dict
    )

    def differences(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield what differs in the credentials of the requests of an operation."""
        key = _requirements(old), _requirements(new)
        if key not in self._known:
            self._known[key] = tuple(self._differences(*key))
        own = old.facts.security is not None, new.facts.security is not None
        for each in self._known[key]:
            yield Difference(
                each.part,
                each.name,
                each.before,
                each.after,
                _own_pointer(each.pointer_old, old, is_own=own[0]),
                _own_pointer(each.pointer_new, new, is_own=own[1]),
            )

    def _differences(
        self, old: Requirements, new: Requirements
    ) -> Iterator[Difference]:
        alternatives = _alternatives(self.old, old)
        known = needs(self.new, self.new.schemes)
        shared = [
            each
            for each in alternatives
            if needs(self.old, each).keys() <= known.keys()
        ]
        if alternatives and not shared:
            yield from self._replaced(alternatives, _alternatives(self.new, new))
            return
        both = tuple(n for n in needs(self.old, self.old.schemes) if n in known)
        given = {tuple(needs(self.old, each)): None for each in shared}
        for names in {**given, (): None, both: None}:
            chosen = _chosen(self.old, old, names), _chosen(self.new, new, names)
            if chosen[0] is not None:
                yield from self._compared(chosen[0], chosen[1])

    def _compared(self, old: list[str], new: list[str] | None) -> Iterator[Difference]:
        """Yield the differences between the schemes that are used with credentials."""
        if new is not None and old == new:
            for name in old:
                at: Pointer = _scheme_pointer(name)
                facts = [
                    Fact(
                        "authentication",
                        str(at[-1]),
                        scheme_pieces(s.schemes[name]),
                        at,
                    )
                    for s in (self.old, self.new)
                ]
                if facts[0].pieces != facts[1].pieces:
                    yield difference(*facts)
            return
        before = _joined(self.old, old)
        after = UNUSABLE if new is None else _joined(self.new, new)
        if before != after:
            at = ("security",)
            yield difference(
                Fact("authentication", "", before, at),
                Fact("authentication", "", after, at),
            )

    def _replaced(
        self,
        old: tuple[tuple[str, ...], ...],
        new: tuple[tuple[str, ...], ...],
    ) -> Iterator[Difference]:
        """Yield a difference if no way to authenticate is left, whatever it is called.

        Args:
            old: the old alternatives, of which the credentials are no longer known.
            new: the new alternatives.
        """
        before = [_joined(self.old, each, named=False) for each in old]
        after = [_joined(self.new, each, named=False) for each in new]
        if before and not any(each in after for each in before):
            at = ("security",)
            yield difference(
                Fact("authentication", "", before[0], at),
                Fact("authentication", "", after[0] if after else (), at),
            )


def _requirements(operation: Operation) -> Requirements:
    return operation.facts.security, operation.facts.auth


def _alternatives(
    service: Service, requirements: Requirements
) -> tuple[tuple[str, ...], ...]:
    """Return each set of schemes that is sufficient for an operation."""
    security, own = requirements
    listed = service.security if security is None else security
    return tuple((*own, *each) for each in listed) or ((own,) if own else ())


def _chosen(
    service: Service, requirements: Requirements, names: tuple[str, ...]
) -> list[str] | None:
    """Return the schemes that the runtime uses with credentials; None if it cannot."""
    security, own = requirements
    operation: RuntimeOperation[None] = RuntimeOperation(
        "GET", "/", security=security, auth=own
    )
    given = {name: Secret(default) for name, default in service.defaults.items()}
    given |= {name: Secret(f"the {name}") for name in names}
    try:
        chosen = schemes_for(service, operation, given)
    except ConfigurationError:
        return None
    by_identity = {id(scheme): name for name, scheme in service.schemes.items()}
    return [by_identity[id(each)] for each in chosen]


def _joined(
    service: Service, names: list[str] | tuple[str, ...], *, named: bool = True
) -> tuple[str, ...]:
    """Return what the schemes send, without the order of the schemes."""
    return tuple(
        sorted(p for n in names for p in scheme_pieces(service.schemes[n], named=named))
    )


def scheme_pieces(scheme: Scheme, *, named: bool = True) -> tuple[str, ...]:
    """Return what a scheme sends.

    Args:
        scheme: the scheme.
        named: whether to say which of the caller's credentials is sent.
    """
    sent = f" ({', '.join(scheme.needs)})" if named else ""
    match scheme:
        case HeaderKey(header=header, prefix=prefix):
            # Names of headers are the same in upper and lower case.
            return (f"header {header}: {prefix}…{sent}",)
        case QueryKey(parameter=parameter):
            return (f"query {parameter}{sent}",)
        case CookieKey(cookie=cookie):
            return (f"cookie {cookie}{sent}",)
        case Bearer():
            return (f"header Authorization: Bearer …{sent}",)
        case Basic():
            return (f"header Authorization: Basic …{sent}",)
        case BodyFields(fields=fields):
            return _members(fields)
        case SessionLogin():
            call = f"a token of {scheme.method} {scheme.path} as {scheme.media}"
            return (call, f"{scheme.place}: {scheme.prefix}…", *_members(scheme.send))
        case OAuth2():
            return _oauth_pieces(scheme, sent)
    raise TypeError(f"no scheme: {scheme!r}")


def _oauth_pieces(scheme: OAuth2, sent: str) -> tuple[str, ...]:
    found = [
        f"{scheme.grant_type} token of {scheme.token_url}{sent}",
        f"client {'in the form' if scheme.in_body else 'in a header'}",
    ]
    if scheme.scopes:
        found.append(f"scope {' '.join(scheme.scopes)}")
    if scheme.refresh_url:
        found.append(f"refreshed at {scheme.refresh_url}")
    return tuple(found)


def _members(fields: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(f"{at}: {name}" for at, name in fields.items()))


def _scheme_pointer(name: str) -> tuple[str, str, str]:
    """Return the pointer of a scheme; a suffix says how it is used."""
    return ("components", "securitySchemes", name.partition(" by ")[0])


def _own_pointer(pointer: Pointer, operation: Operation, *, is_own: bool) -> Pointer:
    """Return the pointer of the requirements that apply to an operation."""
    if pointer != ("security",) or not is_own:
        return pointer
    return (*operation_pointer(operation), "security")
