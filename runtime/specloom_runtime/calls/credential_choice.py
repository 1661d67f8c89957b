"""Choose the security schemes of a request from the given credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from ..auth.oauth2 import OAuth2, OAuth2ClientCredentials, OAuth2Password
from ..auth.schemes import Basic, Bearer, Credentials
from ..auth.session_login import Scheme, SessionLogin
from ..core.errors import ConfigurationError
from ..core.secrets import HiddenFrames, Secret
from ..operations.base_operation import OperationBase
from ..operations.service import Service

LOGINS = Basic | OAuth2ClientCredentials | OAuth2Password | SessionLogin
"""Schemes that a given token replaces."""

Alternatives = tuple[tuple[str, ...], ...]


def schemes_for(
    service: Service, operation: OperationBase, given: Credentials
) -> list[Scheme]:
    """Return the schemes that authenticate a request of the operation.

    These are the schemes of the best alternative whose credentials are all given, and
    the schemes of the operation's body. Raises ConfigurationError with the names of
    missing credentials. If two schemes use the same header, the last one is sent.
    """
    security = service.security if operation.security is None else operation.security
    names = list(operation.auth)
    if security:
        names += best_alternative(service, security, given)
    missing = [n for n in needs(service, operation.auth) if n not in given]
    if missing:
        raise ConfigurationError(f"{operation.wire} needs {', '.join(missing)}")
    return [service.schemes[name] for name in dict.fromkeys(names)]


def best_alternative(
    service: Service, security: Alternatives, given: Credentials
) -> tuple[str, ...]:
    """Return the alternative that uses most of the given credentials.

    If several alternatives use the same number, the first is returned. Credentials with
    their default value count less than others. A bearer token that was given is sent
    rather than a password, and rather than a token that would have to be fetched,
    except with a refresh token. An alternative without credentials means
    that a call may be anonymous. It is used if no other alternative can be used. If no
    alternative can be used, raises ConfigurationError with the credentials of each.
    """
    defaults = {name: Secret(text) for name, text in service.defaults.items()}
    passed = {name for name in given if given[name] != defaults.get(name)}

    def use(schemes: tuple[str, ...]) -> tuple[int, int]:
        names = needs(service, schemes).keys()
        return len(passed & names), len(names)

    def has_token(schemes: tuple[str, ...]) -> bool:
        found = (service.schemes[name] for name in schemes)
        return any(isinstance(s, Bearer) and s.credential in passed for s in found)

    def logs_in(schemes: tuple[str, ...]) -> bool:
        return any(isinstance(service.schemes[name], LOGINS) for name in schemes)

    usable = [each for each in security if needs(service, each).keys() <= given.keys()]
    if not usable:
        raise _unusable(service, security)
    if any(map(has_token, usable)):
        usable = [each for each in usable if has_token(each) or not logs_in(each)]
    return max(usable, key=use)


def credential_alternatives(service: Service) -> Alternatives:
    """Return each set of schemes that can authenticate some operation.

    The sets are the alternatives of the service, and each scheme that is in none of
    these alternatives.
    """
    own = tuple(schemes for schemes in service.security if schemes)
    known = {scheme for schemes in own for scheme in schemes}
    return own + tuple((name,) for name in service.schemes if name not in known)


def check_complete(service: Service, given: Credentials) -> None:
    """Raise ConfigurationError if the credentials are sufficient for no operation.

    Half of a pair (a user name and its password, a client's id and its secret) is
    refused even if other credentials are sufficient.
    """
    known = credential_alternatives(service)
    if known and all(needs(service, each).keys() - given.keys() for each in known):
        raise _unusable(service, known)
    schemes = service.schemes.values()
    usable = {
        n for each in schemes if given.keys() >= {*each.needs} for n in each.needs
    }
    for pair in _pairs(service):
        for name, other in (pair, pair[::-1]):
            if (
                name in given
                and other not in given
                and name not in {*usable, *service.defaults}
            ):
                raise ConfigurationError(f"{name} needs {other}")


def _pairs(service: Service) -> Iterator[tuple[str, str]]:
    """Yield the credentials that are useless without each other."""
    for scheme in service.schemes.values():
        if isinstance(scheme, Basic):
            yield scheme.username, scheme.password
        elif isinstance(scheme, OAuth2) and scheme.client_secret:
            yield scheme.client_id, scheme.client_secret


def needs(service: Service, schemes: Iterable[str]) -> dict[str, None]:
    """Return the credentials of the schemes, in order and without duplicates."""
    names = (name for scheme in schemes for name in service.schemes[scheme].needs)
    return dict.fromkeys(names)


def _unusable(service: Service, security: Alternatives) -> ConfigurationError:
    named = (" with ".join(needs(service, schemes)) for schemes in security)
    options = " or ".join(filter(None, named))
    return ConfigurationError(f"no usable credentials (expected {options})")


def checked_credentials(
    service: Service, given: Mapping[str, Secret]
) -> dict[str, Secret]:
    """Return the credentials that are set, without leading and trailing white space.

    A secret that is read from a file usually ends with a newline. From a password, only
    this newline is removed. An empty credential counts as not set, unless it may be
    empty (see `legally_empty`). Raises ConfigurationError if a credential is not a
    string, is white space, or contains a control character. The message does not show
    the credential.
    """
    passwords = _passwords(service)
    texts = [name for name, secret in given.items() if isinstance(secret.reveal(), str)]
    blank = legally_empty(service, {name for name in texts if given[name]})
    checked: dict[str, Secret] = {}
    bad = [name for name in given if name not in texts]
    for name in texts:
        if not given[name] and name not in blank:
            continue
        ends = "\r\n" if name in passwords else None
        with HiddenFrames():
            secret = checked[name] = Secret(given[name].reveal().strip(ends))
        if not (secret or name in blank) or not secret.reveal().isprintable():
            bad.append(name)
    if bad:
        raise ConfigurationError(
            f"{', '.join(bad)}: not a string, empty, or with a line break or control "
            "character"
        )
    return checked


def legally_empty(service: Service, given: Set[str]) -> set[str]:
    """Return the credentials that may be empty.

    `given` contains the names of the credentials that are not empty. The passwords of
    OAuth and of session logins may be empty. One half of a Basic pair (RFC 7617) may be
    empty if the other half is in `given`.
    """
    pairs = [each.needs for each in service.schemes.values() if isinstance(each, Basic)]
    found = _passwords(service).difference(*pairs)
    return found.union(*(pair for pair in pairs if not given.isdisjoint(pair)))


def _passwords(service: Service) -> set[str]:
    """Return the credentials that are passwords; those of a login by their names."""
    found: set[str] = set()
    for scheme in service.schemes.values():
        if isinstance(scheme, Basic | OAuth2Password):
            found.add(scheme.password)
        elif isinstance(scheme, SessionLogin):
            found.update(name for name in scheme.needs if name.endswith("password"))
    return found
