"""Leave out servers whose URL cannot be parsed; give every variable a default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ..document import each_operation
from ..vocabulary import keys
from .generation_report import GenerationReport, Subject, escape


def normalize_servers(document: Any, report: GenerationReport) -> None:
    """Leave out each server whose URL cannot be parsed, with a row.

    A variable without a default has its first value, or must be given by the caller.
    """
    for pointer, holder in _holders(document):
        kept = []
        for index, server in enumerate(holder["servers"]):
            if reason := unparsable(server):
                subject = Subject("part", f"{pointer}/servers/{index}")
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
    url = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", name)))
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return str(error)
    if parts.query or parts.fragment:
        return "a server's URL has neither query nor fragment"
    host = parts.netloc.strip()
    return "there is a space in the host" if re.search(r"\s", host) else ""


def _holders(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the root, and the path items and operations that have servers."""
    holders = [("", document)]
    for path, item in document["paths"].items():
        holders.append((f"/paths/{escape(path)}", item))
    for path, method, operation in each_operation(document):
        holders.append((f"/paths/{escape(path)}/{method}", operation))
    return ((at, holder) for at, holder in holders if holder.get("servers"))
