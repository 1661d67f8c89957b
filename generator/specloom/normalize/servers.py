"""Leave out servers whose URL cannot be parsed; give every variable a default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ..document import each_operation
from ..vocabulary import keys
from .generation_report import GenerationReport, Subject, escape

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"\{[^{}]*\}(?:(?P<scheme>:?//)|(?P<whole>))")
"""The beginning of a URL that is a variable: its scheme, or all of its address."""


def normalize_servers(document: Any, report: GenerationReport) -> None:
    """Leave out each server whose URL cannot be parsed, with a row.

    A variable without a default has its first value, or must be given by the caller.
    """
    for pointer, holder in _holders(document):
        kept = []
        for index, server in enumerate(holder["servers"]):
            subject = Subject("part", f"{pointer}/servers/{index}")
            server["url"] = server["url"].strip()
            if not pointer and server["url"].startswith("//"):
                server["url"] = f"https:{server['url']}"
                done = f"read as {server['url']}"
                report.degrade(subject, "server-scheme", at=server, done=done)
            if reason := unparsable(server):
                detail = f"the URL cannot be parsed: {reason}"
                report.degrade(subject, "invalid", detail, at=server, done="left out")
            else:
                _complete(server.get("variables", {}))
                kept.append(server)
        holder["servers"][:] = kept
    _report_relative(document, report)


def _report_relative(document: Any, report: GenerationReport) -> None:
    """Record each server of the document without a host, and that there is none.

    Servers of paths and operations count from the document's, so that a caller who
    gives one of these has given all.
    """
    servers = document.get("servers") or [document] * bool(document["paths"])
    for index, server in enumerate(servers):
        url = server.get("url", "/")
        if not url.startswith("{") and "//" not in url:
            part = "/servers" if server is document else f"/servers/{index}"
            detail = f'the server "{url}" names no host, so callers give `base_url=`'
            report.degrade(Subject("part", part), "base-url", detail, at=server)


def _complete(variables: Any) -> None:
    """Give each variable a default; `structure` has recorded that it has none."""
    for variable in variables.values():
        if "default" not in variable:
            allowed = variable.get("enum")
            variable["default"] = allowed[0] if allowed else ""
            if not allowed:
                variable[keys.REQUIRED] = True


def unparsable(server: Any) -> str:
    """Return why the URL of a server cannot be parsed, "" if it can be.

    Variables have their defaults.
    """
    url, variables = server["url"], server.get("variables", {})
    address = _ADDRESS.match(url)
    for name in _VARIABLE.findall(url):
        variable = variables.get(name, {})
        usual = {"scheme": "https", "whole": "https://host"}
        usual = usual.get(address.lastgroup or "", name) if address else name
        value = variable.get("default") or next(iter(variable.get("enum", ())), usual)
        url, address = url.replace(f"{{{name}}}", str(value)), None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.query or parts.fragment:
        return "a server's URL has neither query nor fragment"
    if re.search(r"\s", parts.netloc):
        return "there is a space in the host"
    if parts.scheme not in ("", "http", "https"):
        return f"its scheme is {parts.scheme} (expected http or https)"
    if parts.username or parts.password:
        return "a server's URL has no user"
    return "" if parts.hostname or not parts.scheme else "it names no host"


def _holders(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the root, and the path items and operations that have servers."""
    holders = [("", document)]
    for path, item in document["paths"].items():
        holders.append((f"/paths/{escape(path)}", item))
    for path, method, operation in each_operation(document):
        holders.append((f"/paths/{escape(path)}/{method}", operation))
    return ((at, holder) for at, holder in holders if holder.get("servers"))
