"""Check the locations and the components of filters and sort orders."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Location, Operation, Spec, not_null, schema_reference
from ..errors import Finding
from ..messages import Message
from ..suggestions import listed
from ..vocabulary import keys
from .findings import Fact, LookUp, facts, failures, look_up


def check_filters(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of the filters and sort orders that operations declare."""
    looked_up: list[LookUp] = []
    for operation in spec.operations():
        for key in (keys.FILTER, keys.SORT):
            for fact in facts(operation, key):
                if key == keys.SORT and "direction" in fact.value:
                    looked_up += look_up(
                        operation, key, fact, ("direction", "location")
                    )
                    yield from _direction_of(operation, fact)
                if not Location.parse(str(fact.value.get("location"))).is_whole:
                    looked_up += look_up(operation, key, fact, ("location",))
                for role in ("returned", "omitted"):
                    looked_up += look_up(operation, key, fact, (role,))
                yield from _schema_of(operation, key, fact)
    yield from failures(looked_up)
    for pointer, _, node in spec.extended_nodes:
        if keys.FILTER_FORMATS not in node:
            continue
        where, label = (*pointer, keys.FILTER_FORMATS), keys.FILTER_FORMATS
        if keys.FILTER not in node:
            yield where, Message.NOT_FILTERED(key=keys.FILTER).under(label)
        elif not_null(spec.resolve(node)).get("format") != "date-time":
            yield where, Message.NOT_AN_INSTANT().under(label)


def _direction_of(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """Yield the problems of the parameter for the direction of a sort key."""
    direction = fact.value["direction"]
    at, other = (Location.parse(d["location"]) for d in (direction, fact.value))
    if (at.part, len(at.pointer)) != (other.part, len(other.pointer)):
        apart = Message.DIRECTION_ELSEWHERE(location=fact.value["location"])
        path = ("direction", "location")
        yield fact.origin(path), apart.under(f"{keys.SORT}.direction.location")
    if direction["ascending"] == direction["descending"]:
        equal = Message.EQUAL_DIRECTIONS(value=direction["descending"])
        where = fact.origin(("direction", "descending"))
        yield where, equal.under(f"{keys.SORT}.direction.descending")
    allowed = operation.schema_at(direction["location"]).get("enum", ())
    for word in ("ascending", "descending"):
        if allowed and direction[word] not in allowed:
            known = listed(direction[word], map(str, allowed))
            wrong = Message.NOT_A_DIRECTION(value=direction[word], known=known)
            where = fact.origin(("direction", word))
            yield where, wrong.under(f"{keys.SORT}.direction.{word}")


def _schema_of(operation: Operation, key: str, fact: Fact) -> Iterator[Finding]:
    if "schema" not in fact.value:
        return
    spec, of = operation.spec, str(fact.value["schema"])
    where = fact.origin(("schema",))
    if of not in spec.schemas:
        unknown = Message.UNKNOWN_COMPONENT(name=of, known=listed(of, spec.schemas))
        yield where, unknown.under(f"{key}.schema")
        return
    properties = spec.possible_properties(schema_reference(of)).values()
    if not any(isinstance(p, dict) and p.get(key) for p in properties):
        unmarked = Message.NO_MARKED_PROPERTY(name=of, key=key)
        yield where, unmarked.under(f"{key}.schema")
    other = facts(operation, keys.FILTER)
    if key == keys.SORT and other and other[0].value.get("schema", of) != of:
        filtered = other[0].value["schema"]
        another = Message.SORT_OF_ANOTHER(name=of, filtered=filtered)
        yield where, another.under(f"{key}.schema")
