"""Convert members of OpenAPI 3 in a Swagger 2.0 document, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from ..document import is_json, preferred
from ..load import SpecList, SpecMap, location_of, pick
from .places import Changes, Place

OLDER: Final[Mapping[str, str]] = {
    "schemas": "definitions",
    "parameters": "parameters",
    "responses": "responses",
    "securitySchemes": "securityDefinitions",
}
"""For each member of the components, the corresponding root member in Swagger 2.0."""
ADDRESS: Final = ("host", "basePath", "schemes")
"""The members of the Swagger 2.0 root that contain the URL of the server."""
FLOWS: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}
"""The OpenAPI 3 name for each OAuth 2.0 flow with another name in Swagger 2.0."""


def convert_newer(node: Any, kind: str, place: Place | None, changes: Changes) -> None:
    """Convert members of OpenAPI 3 in an object of a Swagger 2.0 document.

    Args:
        node: the object, whose members have not been visited yet.
        kind: the name of the object in the tables.
        place: the place of the object; None for the root.
        changes: records the changes.
    """
    if kind == "OpenAPI":
        _copy_components(node, changes)
        _convert_servers(node, changes)
    elif kind == "Operation":
        _convert_body(node, place, changes)
    elif kind == "Response":
        _move_content_schema(node, place, changes)


def convert_older(root: Any, changes: Changes) -> None:
    """Convert members of Swagger 2.0 in the root of an OpenAPI 3 document.

    The `definitions` are not moved, because they become components later.
    """
    host = root.get("host")
    if isinstance(host, str) and host and not root.get("servers"):
        base, schemes = root.get("basePath"), root.get("schemes")
        scheme = "http" if schemes == ["http"] else "https"
        path = base if isinstance(base, str) else ""
        server = pick(root, url=f"{scheme}://{host}{path}".rstrip("/"))
        root["servers"] = SpecList(location_of(root, "host"))
        root["servers"].append(server)
        for name in ADDRESS:
            if name in root:
                _move(changes, Place(root, name, None), "a document", "servers")
    declared, components = root.get("securityDefinitions"), root.get("components", {})
    known = isinstance(components, dict) and not components.get("securitySchemes")
    if isinstance(declared, SpecMap) and declared and known:
        at = Place(root, "securityDefinitions", None)
        _move(changes, at, "a document", "securitySchemes of the components")
        for scheme in declared.values():
            _add_flows(scheme)
        root.setdefault("components", SpecMap(declared.location))
        root["components"]["securitySchemes"] = declared


def _move(changes: Changes, place: Place, owner: str, read_as: str) -> None:
    detail = f'"{place.key}" is not a member of {owner}'
    changes.move(place, detail, f"read as {read_as}")


def _copy_components(root: Any, changes: Changes) -> None:
    """Copy components into the corresponding members of the Swagger 2.0 root.

    The components are kept, because references may point to them.
    """
    components = root.get("components")
    for name, older in OLDER.items() if isinstance(components, SpecMap) else ():
        declared, own = components.get(name), root.get(older, {})
        if not isinstance(declared, SpecMap) or not isinstance(own, dict):
            continue
        at = Place(components, name, Place(root, "components", None))
        detail = f'"components" with {name} is not a member of a document'
        changes.record(at, detail, f"read as {older}", loses=False)
        root.setdefault(older, SpecMap(at.location))
        for key, value in declared.items():
            if key not in root[older]:
                root[older].put(key, value, location_of(declared, key))


def _convert_servers(root: Any, changes: Changes) -> None:
    servers = root.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    if not isinstance(url, str) or "{" in url or {*ADDRESS} & root.keys():
        return
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    at = Place(root, "servers", None)
    location = at.location
    _move(changes, at, "a document", "host and basePath")
    if parts.netloc and parts.scheme:
        root.put("host", parts.netloc, location)
        root.put("schemes", SpecList(location), location)
        root["schemes"].append(parts.scheme)
    if parts.path.startswith("/"):
        root.put("basePath", parts.path, location)


def _convert_body(operation: Any, place: Place | None, changes: Changes) -> None:
    """Convert a request body to a parameter in the body."""
    body, parameters = operation.get("requestBody"), operation.get("parameters", [])
    content = body.get("content") if isinstance(body, SpecMap) else None
    media = preferred(content) if isinstance(content, SpecMap) else None
    holder = content.get(media) if isinstance(content, SpecMap) and media else None
    if not isinstance(holder, SpecMap) or not isinstance(parameters, list):
        return
    places = [each.get("in") for each in parameters if isinstance(each, dict)]
    if {"body", "formData"} & {each for each in places if isinstance(each, str)}:
        return
    schema = holder.get("schema", SpecMap(holder.location))
    words = {"name": "body", "in": "body", "schema": schema}
    made = pick(body, "description", "required", **words)
    at = Place(operation, "requestBody", place)
    _move(changes, at, "an operation", "a parameter in the body")
    operation["parameters"] = SpecList(location_of(operation, "parameters"))
    operation["parameters"].extend([*parameters, made])
    operation["consumes"] = SpecList(made.location)
    operation["consumes"].append(media)


def _move_content_schema(response: Any, place: Place | None, changes: Changes) -> None:
    """Move the schema from the JSON content of a response into the response itself."""
    content = response.get("content")
    media = preferred(content) if isinstance(content, SpecMap) else None
    holder = content.get(media) if isinstance(content, SpecMap) and media else None
    if media is None or not is_json(media) or "schema" in response:
        return
    if isinstance(holder, SpecMap) and "schema" in holder:
        at = Place(response, "content", place)
        _move(changes, at, "a response", f"that of {media}")
        response.put("schema", holder["schema"], location_of(holder, "schema"))


def _add_flows(scheme: Any) -> None:
    """Convert the flow of a security scheme to the flows of OpenAPI 3."""
    if not isinstance(scheme, SpecMap) or not isinstance(scheme.get("flow"), str):
        return
    if scheme.get("type") == "oauth2" and "flows" not in scheme:
        name = scheme.pop("flow")
        flow = pick(scheme, "authorizationUrl", "tokenUrl", "scopes")
        for key in ("authorizationUrl", "tokenUrl", "scopes"):
            scheme.pop(key, None)
        scheme["flows"] = pick(scheme, **{FLOWS.get(name, name): flow})
