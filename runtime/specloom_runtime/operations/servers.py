"""Determine the URLs of servers: fill in their variables, and check the result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

from ..core.errors import ConfigurationError

Variables = Mapping[str, str | None]

_HOST = re.compile(r"(?:[^/{}]*|\{[^{}]*\}:)//[^/]*")
"""The scheme and host of a template, with the variables inside them."""
_LABELS = r"[\w-]+(\.[\w-]+)*"


def fill_variables(
    template: str,
    variables: Variables,
    allowed: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    defaults: Variables = MappingProxyType({}),
) -> str:
    """Return a server's URL with its variables filled in.

    Raises ConfigurationError, with the name of the variable, if a variable has no
    value, has a value that is not in `allowed`, or would change the host or the folder
    of the request. The description's own `defaults` may change these.
    """
    host = _HOST.match(template)
    url = template
    for name, value in variables.items():
        place = "{" + name + "}"
        if place not in template:
            continue
        if value is None:
            raise ConfigurationError(
                f"the server URL has no value for its variable {name}"
            )
        if value not in allowed.get(name, (value,)):
            expected = ", ".join(allowed[name])
            raise ConfigurationError(
                f"{name} cannot be {value!r} (expected {expected})"
            )
        if value == defaults.get(name):
            pass
        elif host and place in host[0] and not _fits(value, place, host[0]):
            problem = f"{name} cannot be {value!r}: it is a part of the server's host"
            raise ConfigurationError(problem)
        elif {".", ".."}.intersection(value.split("/")):
            raise ConfigurationError(f"{name} cannot be {value!r}: it leaves the path")
        # A value may contain slashes, because some vendors use variables for paths.
        url = url.replace(place, quote(value, safe="/:.-_~"))
    return url


def resolved(base: str, url: str) -> str:
    """Resolve the URL of a server against the base URL of another server (RFC 3986).

    The base URL is treated as a folder: `../v2` replaces its last segment, and `v2` is
    appended to it.
    """
    return urljoin(base.rstrip("/") + "/", url)


def _fits(value: str, place: str, host: str) -> bool:
    """Return whether a value is valid in its place in a scheme and host.

    A value that contains a port must be the whole host.
    """
    scheme, _, rest = host.partition("//")
    if place in scheme:
        pattern = "https?"
    elif rest.endswith(f":{place}"):
        pattern = r"\d{1,5}"
    else:
        pattern = _LABELS + (r"(:\d{1,5})?" if rest == place else "")
    return re.fullmatch(pattern, value, re.A) is not None


def checked_base(url: str, name: str = "base_url") -> str:
    """Return the server's URL without a trailing slash.

    Raises ConfigurationError with the name of the option.
    """
    try:
        parts = urlsplit(url)
        named = parts.username or parts.password or parts.query or parts.fragment
        fits = parts.scheme in ("http", "https") and parts.hostname and not named
        _ = parts.port
    except ValueError:
        fits = False
    if not fits:
        raise ConfigurationError(
            f"{name} must be an http or https URL without user, query and fragment"
        )
    return url.rstrip("/")
