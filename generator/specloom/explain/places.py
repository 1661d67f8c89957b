"""Write locations in requests for readers."""

from __future__ import annotations


def place(location: str) -> tuple[str, str]:
    """Return the part of a request, and the name in it; "" for the whole part.

    Args:
        location: in the runtime's form, such as `query.limit` or `body#/filter`.
    """
    part, _, name = location.partition("#" if "#" in location else ".")
    return part, name.removeprefix("/")


def place_text(location: str) -> str:
    """Return a location as text: `query limit`, or `body, member filter`."""
    part, name = place(location)
    if not name:
        return f"members of the {part}"
    return f"body, member {name}" if part == "body" else f"{part} {name}"
