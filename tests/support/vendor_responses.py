"""Examples of the responses of the vendor, derived from a description."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def responses(document: Document) -> dict[str, Any]:
    """Return the response of each operation; the keys are `METHOD /path`."""
    found = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            response = next(iter(operation["responses"].values()))
            media = response.get("content", {}).get("application/json")
            key = f"{method.upper()} {path}"
            found[key] = media and _example(media["schema"], document)
    return found


def _example(schema: Document, document: Document) -> Any:
    """Return a value that is valid for a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _example(document["components"]["schemas"][name], document)
    if "allOf" in schema:
        return _example(schema["allOf"][0], document)
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"], schema.get("format"):
        case "object", _:
            properties = schema.get("properties", {})
            return {k: _example(v, document) for k, v in properties.items()}
        case "array", _:
            return [_example(schema["items"], document)]
        case "string", "date":
            return "2026-01-02"
        case "string", "date-time":
            return "2026-01-02T03:04:05Z"
        case "string", _:
            return "words"
        case "boolean", _:
            return True
    return 3
