"""Write the items and the marks of a page into the body and headers of a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .json_values import is_in_body, set_pointer
from .page_facts import PageFacts
from .request_locations import ABSENT


def page_content(
    facts: PageFacts, schema: Any, content: Any, values: Mapping[str, Any]
) -> tuple[Any, dict[str, str]]:
    """Return the body and the headers of a page.

    Args:
        facts: the pagination of the operation.
        schema: the schema of the body.
        content: the documented body.
        values: the value of each role, such as `items`; None if it is absent.
    """
    body, headers = content, {}
    for role, value in values.items():
        location = facts.response.get(role, "")
        if is_in_body(location):
            body = set_pointer(body, location, _formed(facts, schema, location, value))
        elif location and value is not None:
            name = location.removeprefix("$response.header.")
            linked = name.lower() == "link" and role == "next"
            headers[name] = (
                f'<{value}>; rel="next"' if linked else parameter_text(value)
            )
    return _without_absent(body), headers


def parameter_text(value: Any) -> str:
    """Return a scalar value in the form of a parameter."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _formed(facts: PageFacts, body: Any, location: str, value: Any) -> Any:
    """Return a value in the form that the schema of its location requires."""
    if isinstance(value, list):
        return value
    schema = facts.response_schema(location)
    allows = facts.operation.samples.allows
    forms: list[Any] = [value, parameter_text(value)]
    if value is None:
        # A required member cannot be absent, so it is null or an empty string.
        forms = [None, ""] if _is_required(facts, body, location) else [ABSENT]
    elif isinstance(value, bool):
        forms.append(int(value))
    return next((v for v in forms if v is ABSENT or allows(schema, v)), forms[0])


def _is_required(facts: PageFacts, body: Any, location: str) -> bool:
    parent, _, name = location.rpartition("/")
    schema = facts.operation.inner_schema(body, parent.rstrip("#"))
    return name in facts.operation.resolve(schema).get("required", ())


def _without_absent(body: Any) -> Any:
    """Return JSON without absent members."""
    if isinstance(body, dict):
        return {k: _without_absent(v) for k, v in body.items() if v is not ABSENT}
    return body
