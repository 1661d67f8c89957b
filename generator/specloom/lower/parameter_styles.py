"""Lower the OpenAPI serialization styles of parameters and form members."""

from __future__ import annotations

from collections.abc import Iterator

from specloom_runtime.serialization.style import Style

from ..document import Node, Operation, Spec, base_type, is_json, not_null

PLAIN_STYLES = {
    "query": ("form", True),
    "header": ("simple", False),
    "path": ("simple", False),
    "cookie": ("form", True),
}


def styles(operation: Operation) -> dict[str, Style]:
    """Return the styles of parameters and form members, except default styles."""
    own_styles = {}
    for node in operation.parameters:
        style, explode = PLAIN_STYLES[node["in"]]
        fact = node.get("style", style)
        if fact == "cookie":
            fact = "form"  # For cookies, the runtime supports only this style.
        exploded = bool(node.get("explode", fact == "form"))
        reserved = bool(node.get("allowReserved")) and node["in"] == "query"
        own = (fact, exploded) != (style, explode) and _shows(operation.spec, node)
        if "content" in node and "schema" not in node:
            fact, exploded, own = "json", True, True
        if own or reserved:
            changed = Style(fact, explode=exploded, reserved=reserved)
            own_styles[f"{node['in']}.{node['name']}"] = changed
    return own_styles | dict(_encodings(operation))


def _encodings(operation: Operation) -> Iterator[tuple[str, Style]]:
    """Yield the styles and media types of form members."""
    contents = dict(_contents(operation))
    # Strings that contain JSON are sent unchanged.
    texts = {name for name, kind in contents.items() if is_json(kind)}
    for member in dict.fromkeys([*operation.encodings, *contents]):
        fact: Node = operation.encodings.get(member, {})
        style = fact.get("style", "form")
        media = _media(str(fact.get("contentType", "")), contents.get(member, ""))
        if "style" in fact:
            media = ""
        if not media and not {"style", "explode"} & fact.keys():
            continue
        if is_json(media) and member not in texts:
            style = "json"
        yield (
            f"body.{member}",
            Style(
                style,
                explode=bool(fact.get("explode", style == "form")),
                reserved=fact.get("allowReserved") is True,
                media=media,
            ),
        )


def _media(said: str, implied: str) -> str:
    """Return the media type of a form part; "" if the part's value determines it.

    Args:
        said: the media types in the part's encoding: one, a range, or several.
        implied: the media type that the part's schema implies.
    """
    kinds = [kind.strip() for kind in said.split(",") if kind.strip()]
    if len(kinds) > 1 and any(map(is_json, kinds)):
        return ""  # The type of the value determines whether it is JSON or text.
    stated = [kind for kind in kinds if "*" not in kind]
    if implied in stated or not stated:
        return "" if is_json(implied) and not stated else implied
    return stated[0]


def _contents(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the media types that the schemas of form parts declare."""
    media, schema = operation.body or ("", {})
    if base_type(media) != "multipart/form-data":
        return
    for name, each in operation.spec.properties(schema).items():
        part = operation.spec.resolve(not_null(each.schema))
        part = operation.spec.resolve(part.get("items", part))
        kind = part.get("contentMediaType", "")
        if part.get("format") == "json":
            kind = "application/json"
        if kind and "contentEncoding" not in part:
            yield name, kind


def _shows(spec: Spec, parameter: Node) -> bool:
    """Return whether the style of a parameter has an effect.

    For scalars, only the styles `label` and `matrix` have an effect.
    """
    if parameter.get("style") in ("label", "matrix"):
        return True
    schema = spec.resolve(not_null(parameter.get("schema", {})))
    kinds = schema.get("type", ())
    return any(k in kinds for k in ("array", "object")) or "$ref" in schema or not kinds
