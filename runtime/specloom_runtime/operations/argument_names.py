"""The names of the caller's arguments, for messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..http.locations import argument_name, display_name, parse_location


def argument_at(location: str, names: Mapping[str, str], known: Iterable[str]) -> str:
    """Return the name of the caller's argument at a location.

    What is inside of an argument follows after a dot. A body that is one argument has
    members instead, with their names in requests.

    Args:
        location: the location in the request.
        names: the arguments that have no usual name, by location.
        known: the locations of some arguments. If one is in the body, its members are
            arguments.
    """
    if (name := names.get(location)) is not None:
        return name
    first, *inside = parse_location(location).keys or (location,)
    if not location.startswith("body"):
        return argument_name(first)
    if not any(each.startswith("body#") for each in known):
        return display_name(location)
    name = names.get(f"body#/{first}") or argument_name(first)
    return ".".join((name, *inside))
