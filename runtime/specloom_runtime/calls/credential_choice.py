"""Choose the security schemes of a request from the given credentials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..auth.schemes import Credentials
from ..auth.session_login import Scheme
from ..core.errors import ConfigurationError
from ..core.secrets import Secret
from ..operations.operation import OperationBase
from ..operations.service import Service


def schemes_for(
    service: Service, operation: OperationBase, given: Credentials
) -> list[Scheme]:
    """Return the schemes that authenticate a request of the operation.

    The result contains the first alternative whose credentials are all given, and the
    schemes of the operation's body. Raises ConfigurationError with the names of missing
    credentials.
    """
    security = service.security if operation.security is None else operation.security
    names = list(operation.auth)
    if security:
        names += first_usable_alternative(service, security, given)
    missing = [n for n in _needs(service, operation.auth) if n not in given]
    if missing:
        raise ConfigurationError(f"{operation.wire} needs {', '.join(missing)}")
    return [service.schemes[name] for name in names]


def first_usable_alternative(
    service: Service, security: tuple[tuple[str, ...], ...], given: Credentials
) -> tuple[str, ...]:
    """Return the first alternative whose credentials are all given.

    An alternative without credentials means that a call may be anonymous, so it is used
    last, wherever it is in the list. If no alternative can be used, raises
    ConfigurationError with the credentials of each.
    """
    for schemes in sorted(security, key=lambda schemes: not schemes):
        if all(name in given for name in _needs(service, schemes)):
            return schemes
    options = " or ".join(
        " with ".join(_needs(service, schemes)) for schemes in security
    )
    raise ConfigurationError(f"no usable credentials (expected {options})")


def _needs(service: Service, schemes: Iterable[str]) -> list[str]:
    return [name for scheme in schemes for name in service.schemes[scheme].needs]


def checked_credentials(given: Mapping[str, Secret]) -> dict[str, Secret]:
    """Return the credentials without leading and trailing white space.

    A secret that is read from a file usually ends with a newline. Raises
    ConfigurationError if a credential is empty or contains a newline; the message does
    not show the credential.
    """
    wrapped: dict[str, Secret] = {}
    bad: list[str] = []
    for name, value in given.items():
        secret = wrapped[name] = Secret(value.reveal().strip())
        if not secret or not secret.reveal().isprintable():
            bad.append(name)
    if bad:
        raise ConfigurationError(
            f"{', '.join(bad)}: empty, or with a line break or control character"
        )
    return wrapped
