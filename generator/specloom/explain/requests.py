"""Explain the request line, the arguments, the headers and the body of a call."""

from __future__ import annotations

from collections.abc import Iterator

from specloom_runtime.operations.servers import resolved
from specloom_runtime.operations.service import Server

from ..ir import Argument, FurtherMembers, Member, Whole
from ..printing.signatures import default_text, type_text
from ..vocabulary import keys
from ..wire.requests import PARTS, accepted
from .described_call import DescribedCall
from .explanation import Fact, Pointer
from .places import place_text

BASE_URL = "{base_url}"
"""The argument of the client that is needed if no host is described."""
HOST = "{host of base_url}"
"""The scheme and the host in `base_url`."""


def request_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the request line and the servers."""
    operation = call.method.operation
    path = operation.path.partition("#")[0]
    url = _without_dots(base_url(call) + path)
    yield call.fact(
        "request line",
        f"{operation.method} {url}",
        call.own(),
        {"method": operation.method, "url": url},
    )
    yield call.fact("path", path, ("paths", operation.path))
    yield from _servers(call)


def base_url(call: DescribedCall) -> str:
    """Return the URL before the path, with its variables, for the first server.

    A part that the caller gives is in braces: `BASE_URL`, or only the `HOST` of it.
    """
    own = next(iter(call.facts.servers.values()), None)
    first = next(iter(call.service.servers.values()), None)
    url = first.url if first is not None and first.absolute else BASE_URL
    if own is not None and own.absolute:
        url = own.url
    elif own is not None and url != BASE_URL:
        url = resolved(url, own.url)
    elif own is not None:
        url = f"{HOST}{own.url}" if own.url[:1] == "/" else f"{url}/{own.url}"
    return url.rstrip("/")


def _without_dots(url: str) -> str:
    """Return a URL without `.` and `..`, as it is sent (RFC 3986, 5.2.4)."""
    scheme, mark, rest = url.rpartition("//") if "//" in url else ("", "", url)
    host, _, path = rest.partition("/")
    if {".", ".."}.isdisjoint(path.split("/")) or host == BASE_URL:
        return url
    return resolved(f"{scheme}{mark}{host}", path)


def _servers(call: DescribedCall) -> Iterator[Fact]:
    is_own = bool(call.facts.servers)
    servers = call.facts.servers if is_own else call.service.servers
    above = call.own() if is_own else ()
    if not servers:
        text = "none is described: give the client the argument base_url"
        yield call.fact("server", text, None)
    for number, (name, server) in enumerate(servers.items()):
        at: Pointer = (*above, "servers", number)
        shown = f"{server.url or '/'} ({name})" if len(servers) > 1 else server.url
        chosen = ", the default" if number == 0 and len(servers) > 1 else ""
        if not server.absolute:
            chosen += f"; give the client the whole URL as {BASE_URL[1:-1]}"
        yield call.fact("server", (shown or "/") + chosen, (*at, "url"), server.url)
        if number == 0:
            yield from _variables(call, server, at)


def _variables(call: DescribedCall, server: Server, at: Pointer) -> Iterator[Fact]:
    for name, default in server.variables.items():
        env = call.service.env.get(name)
        said = [f"by default {default}" if default is not None else "must be given"]
        if values := server.allowed.get(name):
            said.append(f"one of {', '.join(values)}")
        if env:
            said.append(f"or in the environment variable {env}")
        where = (*at, "variables", name)
        yield call.fact(f"{{{name}}}", "; ".join(said), where)


def argument_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield where each argument of the method is sent."""
    for argument in call.method.operation.arguments:
        text, at = _destination(call, argument)
        if not text:
            continue
        need = "required" if argument.default is None else _default(argument)
        value = {
            "destination": text,
            "type": type_text(argument.type),
            "required": argument.default is None,
        }
        yield call.fact(argument.name, f"{text}; {need}", at, value)


def _default(argument: Argument) -> str:
    default = argument.default
    text = "" if default is None else default_text(default)
    return "optional" if text in ("", "None", "UNSET") else f"by default {text}"


def _destination(call: DescribedCall, argument: Argument) -> tuple[str, Pointer]:
    to = argument.destination
    part = PARTS.get(to.keyword)
    if part is None:
        return "", ()
    if isinstance(to, Whole):
        if part != "body" or call.described.body is None:
            return "", ()
        return f"the body ({type_text(argument.type)})", _body(call)
    if isinstance(to, FurtherMembers):
        return f"further members of the {part}", call.own()
    assert isinstance(to, Member)
    rule = call.facts.filter
    if argument.name == "filter" and rule is not None and rule.spreads:
        return place_text(rule.location), call.key_pointer(keys.FILTER, "location")
    location = f"body#/{to.wire}" if part == "body" else f"{part}.{to.wire}"
    return place_text(location), call.request_pointer(location)


def _body(call: DescribedCall) -> Pointer:
    media = call.described.body[0] if call.described.body else ""
    return call.own("requestBody", "content", media)


def header_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the headers that the client adds, and the media type of the body."""
    operation = call.method.operation
    accept = accepted(operation)
    yield call.fact("Accept", accept, _accept_pointer(call), accept)
    if call.described.body is not None:
        media = call.facts.media
        yield call.fact("Content-Type", media, _body(call), media)
    yield call.fact("User-Agent", "the runtime, with its version", None)
    if call.described.body is not None:
        yield from _omitted(call)


def _accept_pointer(call: DescribedCall) -> Pointer | None:
    responses = call.described.node.get("responses") or {}
    by_status = {status.upper(): status for status in responses}
    for status, content in call.described.successes.items():
        if content is not None:
            declared = by_status[status]
            return call.own("responses", declared, "content", content[0])
    return None


def _omitted(call: DescribedCall) -> Iterator[Fact]:
    """Yield whether null and false are written."""
    for member, text in (("nulls", "null"), ("falses", "false")):
        word = f"write-{text}"
        default = call.spec.schemes(keys.NULL_HANDLING).get("default") or {}
        is_stated = word in default
        at = (keys.NULL_HANDLING, "default", word) if is_stated else None
        if is_stated:
            omitted = getattr(call.service, member) == "omit"
            verb = "is left out" if omitted else "is sent"
            yield call.fact(f"{text} in the body", f"a member with {text} {verb}", at)
