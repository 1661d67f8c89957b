"""Check that `changed_since` has a place in the request, with a time as its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Location, Operation, Spec, not_null, resolve_scheme
from ..errors import Finding
from ..messages import Message
from ..suggestions import listed
from ..vocabulary import keys
from .findings import Fact, LookUp, facts, failures, look_up

KEY = keys.CHANGED_SINCE
FORMS = ("filter", "interval", "parameter")
TIMES = ("date", "date-time")
"""The formats of values that a time can be compared with."""


def check_changed_since(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of the operations that return what changed since a time."""
    looked_up: list[LookUp] = []
    for operation in spec.operations():
        for fact in facts(operation, KEY):
            forms = [form for form in FORMS if form in fact.value]
            if len(forms) != 1:
                yield fact.own_at, Message.NOT_ONE_FORM(forms=", ".join(FORMS)).under(
                    KEY
                )
                continue
            found: list[LookUp] = []
            if forms[0] != "filter":
                found = list(look_up(operation, KEY, fact, (forms[0],)))
            looked_up += found
            if not any(each.message for each in found):
                yield from _value_of(operation, forms[0], fact)
    yield from failures(looked_up)


def _value_of(operation: Operation, form: str, fact: Fact) -> Iterator[Finding]:
    """Yield the problems of the filter, interval or parameter."""
    where, value = fact.origin((form,)), str(fact.value[form])
    if form == "filter":
        yield from _condition(operation, fact)
    elif form == "interval":
        if (start := _window_start(operation, value)) is None:
            message = Message.NOT_AN_INTERVAL(location=value)
            yield where, message.under(f"{KEY}.{form}")
        else:
            yield from _time(operation.schema_at(start), form, fact)
            yield from _included(fact, start)
    else:
        yield from _time(operation.schema_at(value), form, fact)
        if _begins_window(operation, value):
            yield from _included(fact, value)


def _included(fact: Fact, start: str) -> Iterator[Finding]:
    """Yield a problem if the start of a window is declared as excluded.

    Where windows meet, an item would be in neither of them.
    """
    if fact.value.get("operator") == "gt":
        wrong = Message.EXCLUDED_START(location=start)
        yield fact.origin(("operator",)), wrong.under(f"{KEY}.operator")


def _begins_window(operation: Operation, location: str) -> bool:
    declared = [fact.get("start") for fact in operation.extensions(keys.WINDOW)]
    inside = Location.parse(location).pointer[:-1]
    parent = location.rpartition("/")[0]
    return location in declared or (
        bool(inside) and _window_start(operation, parent) == location
    )


def _condition(operation: Operation, fact: Fact) -> Iterator[Finding]:
    where, name = fact.origin(("filter",)), str(fact.value["filter"])
    scheme = operation.extension(keys.FILTER)
    if not scheme:
        missing = Message.CHANGED_SINCE_WITHOUT_FILTER(key=keys.FILTER)
        yield where, missing.under(f"{KEY}.filter")
        return
    component = str(scheme["schema"])
    properties = operation.spec.component_properties(component)
    if name not in properties:
        known = listed(name, properties)
        unknown = Message.NO_PROPERTY(owner=component, name=name, known=known)
        yield where, unknown.under(f"{KEY}.filter")
        return
    operator = fact.value.get("operator", "gte")
    schema = properties[name].schema
    if operator not in (schema.get(keys.FILTER) or ()):
        without = Message.WITHOUT_OPERATOR(name=name, operator=operator)
        yield where, without.under(f"{KEY}.filter")
    yield from _time(operation.spec.resolve(schema), "filter", fact)


def _window_start(operation: Operation, interval: str) -> str | None:
    """Return the location of the start of an interval; None if it is not one."""
    for window in operation.extensions(keys.WINDOW):
        if str(window.get("start")).startswith(f"{interval}/"):
            return str(window["start"])
    found: Any = operation.schema_at(interval).get(keys.WINDOW)
    scheme = resolve_scheme(operation.spec.schemes(keys.WINDOW), found)
    return f"{interval}/{scheme['start']}" if scheme else None


def _time(schema: Any, form: str, fact: Fact) -> Iterator[Finding]:
    if not_null(schema).get("format") not in TIMES and keys.UNIT not in schema:
        wrong = Message.NOT_A_TIME(value=fact.value[form])
        yield fact.origin((form,)), wrong.under(f"{KEY}.{form}")
