"""Compare what a document says about the API as a whole."""

from __future__ import annotations

import re
from typing import Any

from .pairs import Pair
from .sides import Spot, canonical
from .words import compare_words


def compare_servers(pair: Pair) -> None:
    """Compare the addresses of the API."""
    old, new = pair.old, pair.new
    before, after = _servers(old), _servers(new)
    if before == after:
        return
    key = "servers" if new.find("servers") else "host"
    paths = _common_path(before), _common_path(after)
    if None not in paths and paths[0] != paths[1]:
        values = {"before": paths[0], "after": paths[1]}
        where = "basePath" if new.side.is_swagger else key
        pair.report_rule("base-path-changed", where, **values)
        before, after = _without_path(before), _without_path(after)
    for url in sorted(before.keys() - after.keys()):
        pair.report_rule("server-removed", key, before=url)
    for url in sorted(after.keys() - before.keys()):
        pair.report_rule("server-added", key, after=url)
    for url in sorted(before.keys() & after.keys()):
        if before[url] != after[url]:
            pair.report_rule("server-variable-changed", key, value=url)


def compare_own_servers(pair: Pair) -> None:
    """Compare the addresses of an operation or path, if it has its own."""
    before, after = (
        sorted(str(each.get("url")) for each in spot.items("servers"))
        for spot in (pair.old, pair.new)
    )
    if before != after:
        pair.report_rule("server-changed", "servers", before=before, after=after)


def _servers(root: Spot) -> dict[str, Any]:
    """Return the variables of each server by its URL."""
    if root.side.is_swagger:
        host, path = root.get("host") or "", root.get("basePath") or "/"
        schemes = root.get("schemes")
        names = schemes if isinstance(schemes, list) and schemes else [""]
        return {
            (f"{name}://{host}{path}" if name else f"//{host}{path}"): "{}"
            for name in names
        }
    return {str(each.get("url")): _variables(each) for each in root.items("servers")}


def _variables(server: Spot) -> str:
    """Return the variables of a server as text, whatever the order of their values."""
    found = {
        name: {**each.node, "enum": sorted(map(str, each.get("enum") or ()))}
        for name, each in server.members("variables").items()
        if isinstance(each.node, dict) and isinstance(each.get("enum") or [], list)
    }
    return canonical(found)


_ADDRESS = re.compile(r"((?:[^/]*:)?//[^/]*)?(.*)", re.DOTALL)


def _parts(url: str) -> tuple[str, str]:
    """Return the host with its scheme, and the path."""
    found = _ADDRESS.fullmatch(url)
    return (found[1] or "", found[2].rstrip("/") or "/") if found else ("", url)


def _common_path(servers: dict[str, Any]) -> str | None:
    """Return the path of all servers; None if there are none or they differ."""
    paths = {_parts(url)[1] for url in servers}
    return paths.pop() if len(paths) == 1 else None


def _without_path(servers: dict[str, Any]) -> dict[str, Any]:
    return {_parts(url)[0]: variables for url, variables in servers.items()}


def compare_info(pair: Pair) -> None:
    """Compare the declared versions, and the words about the API."""
    old, new = pair.old.find("info"), pair.new.find("info")
    if old is not None and new is not None:
        before, after = old.get("version"), new.get("version")
        both = pair.at(old, new)
        if before != after:
            values = {"before": before, "after": after}
            both.report_rule("api-version-changed", "version", **values)
        compare_words(both)
    versions = [_format(each) for each in (pair.old, pair.new)]
    if versions[0] != versions[1]:
        values = {"before": versions[0], "after": versions[1]}
        pair.report_rule("openapi-version-changed", **values)


def _format(root: Spot) -> str:
    return str(root.get("openapi") or root.get("swagger") or "")
