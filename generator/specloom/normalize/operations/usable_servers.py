"""Remove servers that no client can use, and give every variable a default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from specloom_runtime.core.errors import ConfigurationError
from specloom_runtime.operations.servers import fill_variables

from ...document import each_operation
from ...document.pointers import escape
from ...load import deep_copy, location_of
from ...structure import Defect
from ...vocabulary import keys
from ..report import GenerationReport, Subject

_VARIABLE = re.compile(r"\{[^{}]*\}")


def normalize_servers(document: Any, report: GenerationReport) -> None:
    """Remove and report each server that no client can use.

    A variable without a default gets the first value of its `enum`. Without an `enum`,
    the caller must pass a value. The caller must also pass a value if the variable is
    in the host and its default is not valid there. For an undeclared variable, the
    declaration in the document's servers is used, because a client has one value for
    each variable name.
    """
    declared: dict[str, Any] = {}
    for server in reversed(document.get("servers", ())):
        declared |= server.get("variables", {})
    for pointer, holder in _holders(document):
        kept = []
        for index, server in enumerate(holder["servers"]):
            subject = Subject("part", f"{pointer}/servers/{index}")
            for name in sorted(_undeclared(server) & declared.keys()):
                server.setdefault("variables", {})[name] = deep_copy(declared[name])
                report.defect(_undeclared_row(server, name, subject.where))
            _complete(server)
            server["url"] = server["url"].strip()
            if server["url"].startswith("//"):
                report.defect(_without_scheme(server, f"{subject.where}/url"))
                server["url"] = f"https:{server['url']}"
            for name in _unfit(server):
                variable = server["variables"][name]
                detail = f'"{variable["default"]}" of {name} cannot be a part of a host'
                variable[keys.REQUIRED] = True
                report.degrade(subject, "default-unstated", detail, at=server)
            if reason := unusable(server):
                detail = f"no client can use the URL: {reason}"
                report.degrade(subject, "invalid", detail, at=server, done="left out")
            else:
                kept.append(server)
        holder["servers"][:] = kept
    _report_relative(document, report)


def _report_relative(document: Any, report: GenerationReport) -> None:
    """Report that the document has no server, or servers without a host.

    Servers of paths and operations are relative to those of the document, so a caller
    only has to pass one base URL.
    """
    servers = document.get("servers") or [document] * bool(document["paths"])
    for index, server in enumerate(servers):
        url = server.get("url", "/")
        if not url.startswith("{") and "//" not in url:
            part = "/servers" if server is document else f"/servers/{index}"
            detail = f'the server "{url}" names no host, so callers give `base_url=`'
            report.degrade(Subject("part", part), "base-url", detail, at=server)


def _undeclared(server: Any) -> set[str]:
    """Return the variables in a URL that the server does not declare."""
    used = {each[1:-1] for each in _VARIABLE.findall(server["url"])}
    return used - set(server.get("variables", ()))


def _complete(server: Any) -> None:
    """Add the missing defaults of variables, which `structure` has reported."""
    for variable in server.get("variables", {}).values():
        if "default" not in variable:
            allowed = variable.get("enum")
            variable["default"] = allowed[0] if allowed else ""
            if not allowed:
                variable[keys.REQUIRED] = True


def _undeclared_row(server: Any, name: str, pointer: str) -> Defect:
    """Return the report's row for a variable that another server declares."""
    return Defect(
        location_of(server, "url"),
        f"{pointer}/url",
        "invalid",
        f'"{name}" is not declared',
        "read as the variable of the document's servers",
        loses=False,
    )


def _without_scheme(server: Any, pointer: str) -> Defect:
    """Return the report's row for a URL that has a host but no scheme."""
    detail = f'"{server["url"]}" has no scheme'
    done, at = f"read as https:{server['url']}", location_of(server, "url")
    return Defect(at, pointer, "invalid", detail, done, loses=False)


def _unfit(server: Any) -> list[str]:
    """Return the variables whose defaults are not valid in their place in the URL."""
    names = []
    for name, variable in server.get("variables", {}).items():
        if variable.get(keys.REQUIRED):
            continue
        try:
            fill_variables(server["url"], {name: variable["default"]})
        except ConfigurationError:
            names.append(name)
    return names


def unusable(server: Any) -> str:
    """Return the reason for which no client can use a server's URL; "" if clients can.

    Variables are replaced by their defaults. Variables that the caller must pass are
    not checked.
    """
    url = server["url"]
    for name, variable in server.get("variables", {}).items():
        if not variable.get(keys.REQUIRED):
            url = url.replace(f"{{{name}}}", str(variable["default"]))
    starts_open = url.startswith("{")
    url = _VARIABLE.sub("1", url)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.query or parts.fragment:
        return "a server's URL has neither query nor fragment"
    if re.search(r"\s", parts.netloc.strip()):
        return "there is a space in the host"
    if starts_open or not (parts.scheme or parts.netloc):
        return ""
    if parts.scheme not in ("http", "https"):
        return f'its scheme is "{parts.scheme}" (expected http or https)'
    if parts.username or parts.password:
        return "it contains a user"
    return "" if parts.hostname else "it has no host"


def _holders(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the root, path items and operations that have servers."""
    holders = [("", document)]
    for path, item in document["paths"].items():
        holders.append((f"/paths/{escape(path)}", item))
    for path, method, operation in each_operation(document):
        holders.append((f"/paths/{escape(path)}/{method}", operation))
    return ((at, holder) for at, holder in holders if holder.get("servers"))
