"""Compare what a document says about the API as a whole."""

from __future__ import annotations

from typing import Any

from .pairs import Pair
from .sides import Spot
from .words import compare_words


def compare_servers(pair: Pair) -> None:
    """Compare the addresses of the API."""
    old, new = pair.old, pair.new
    before, after = _servers(old), _servers(new)
    if old.side.is_swagger and new.side.is_swagger:
        paths = old.get("basePath") or "/", new.get("basePath") or "/"
        if paths[0] != paths[1]:
            values = {"before": paths[0], "after": paths[1]}
            pair.report_rule("base-path-changed", "basePath", **values)
            return
    key = "servers" if new.find("servers") else "host"
    for url in sorted(before.keys() - after.keys()):
        pair.report_rule("server-removed", key, before=url)
    for url in sorted(after.keys() - before.keys()):
        pair.report_rule("server-added", key, after=url)
    for url in sorted(before.keys() & after.keys()):
        if before[url] != after[url]:
            pair.report_rule("server-variable-changed", key, value=url)


def _servers(root: Spot) -> dict[str, Any]:
    """Return the variables of each server by its URL."""
    if root.side.is_swagger:
        host, path = root.get("host") or "", root.get("basePath") or "/"
        schemes = root.get("schemes")
        names = schemes if isinstance(schemes, list) and schemes else [""]
        return {
            (f"{name}://{host}{path}" if name else f"//{host}{path}"): None
            for name in names
        }
    return {
        str(each.get("url")): each.get("variables") for each in root.items("servers")
    }


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
