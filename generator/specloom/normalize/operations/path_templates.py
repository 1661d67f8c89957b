"""Convert each path to an OpenAPI path template without a query.

Descriptions derived from the routes of a server contain the server's notation
(`/things/:id`, `{id:int}`, `{name+}`, `{+name}`). Some hand-written descriptions
contain parameters after a `?`.
"""

from __future__ import annotations

import re
from typing import Any

from ...document import METHODS
from ...load import SpecList, SpecMap, location_of
from ...structure import Defect
from ...structure.places import Place
from ..report import GenerationReport

_COLON = re.compile(r"(?<=/):([A-Za-z_]\w*)(?=[/.?#]|$)")
"""A path segment that is a variable in the notation of several frameworks."""
_DECORATED = re.compile(r"\{[+*/]?([A-Za-z_][\w.-]*)(?:[*+?]|:[^{}]*)?\}")
"""A variable with an operator of RFC 6570, or with a router's condition."""
_QUERY = re.compile(r"\{[?&]([\w.,*-]+)\}$")
"""Query variables in the notation of RFC 6570."""
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def normalize_paths(tree: Any, report: GenerationReport) -> None:
    """Convert paths to path templates, and declare the parameters in their queries.

    A path is not converted if another path already has the same template.

    Args:
        tree: the document; all parameters are in operations and are not references.
        report: records the renamed paths.
    """
    paths = tree["paths"]
    for path in list(paths):
        item = paths[path]
        template, query = _template(path, item)
        if template == path or template in paths:
            continue
        place = Place(paths, path, Place(tree, "paths", None))
        report.defect(
            Defect(
                location=place.location,
                pointer=place.pointer,
                reason="invalid",
                detail=f'"{path}" is not a template of a path',
                done=f"read as {template}",
                loses=False,
            )
        )
        paths.put(template, paths.pop(path), place.location)
        for operation in _operations(item):
            for variable, name in query.items():
                _declare(operation, variable, name)


def query_constants(path: str) -> set[str]:
    """Return the names that have a constant value in a path's query: `?comp=acl`."""
    query = path.partition("#")[0].partition("?")[2]
    pairs = (pair.partition("=") for pair in query.split("&"))
    return {name for name, _, value in pairs if name and "{" not in value}


def _template(path: str, item: Any) -> tuple[str, dict[str, str]]:
    """Return the path template, and the parameter name of each query variable."""
    declared = {
        each.get("name")
        for operation in _operations(item)
        for each in operation.get("parameters") or ()
        if each.get("in") == "path"
    }

    def plain(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if match[0][1:-1] in declared - {name} else f"{{{name}}}"

    text, query = _COLON.sub(r"{\1}", path), dict[str, str]()
    if listed := _QUERY.search(text):
        text = text[: listed.start()]
        names = [each.rstrip("*") for each in listed[1].split(",") if each]
        query = dict(zip(names, names, strict=True))
    text, mark, fragment = text.partition("#")
    before, _, pairs = text.partition("?")
    if pairs:
        kept = []
        for pair in pairs.split("&"):
            name, _, value = pair.partition("=")
            once = f"&{pairs}".count(f"&{name}=") == 1 and "{" not in name
            if name and once and (variable := _VARIABLE.fullmatch(value)):
                query[variable[1]] = name
            else:
                kept.append(pair)
        text = "?".join([before, "&".join(kept)] if kept else [before])
    return _DECORATED.sub(plain, text) + mark + fragment, query


def _declare(operation: Any, variable: str, name: str) -> None:
    """Declare a variable of a path template's query part as a query parameter.

    The query parameter is required if the variable was declared as a path parameter.

    Args:
        operation: the operation.
        variable: the name of the variable in the path.
        name: the name of the query parameter in requests.
    """
    known = operation.setdefault("parameters", SpecList(location_of(operation)))
    if any(each.get("in") == "query" and each.get("name") == name for each in known):
        return
    for each in known:
        if each.get("in") == "path" and each.get("name") == variable:
            each.update({"in": "query", "name": name, "required": True})
            each.pop("style", None)
            return
    added = SpecMap(location_of(operation))
    added.update({"name": name, "in": "query", "schema": {"type": "string"}})
    known.append(added)


def _operations(item: Any) -> list[Any]:
    return [item[method] for method in METHODS if isinstance(item.get(method), dict)]
