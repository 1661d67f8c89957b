"""Explain the filter, the sort order and `changed_since` of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import UUID

from specloom_runtime.core.errors import SpecloomError
from specloom_runtime.filters.conditions import Condition, FieldRef, Predicate
from specloom_runtime.filters.fields import SortKey
from specloom_runtime.filters.grammar import Filter
from specloom_runtime.filters.parameter_filters import ParameterGrammar
from specloom_runtime.serialization.parameters import FORM, query
from specloom_runtime.serialization.scalars import dumps

from ..ir import FilterField, FilterFields, Package
from ..ir.model_definitions import Enumeration
from ..ir.python_types import EnumerationValues, ModelType, PythonType, bare, parts
from ..vocabulary import keys
from .described_call import DescribedCall, property_pointer
from .explanation import Fact
from .places import place, place_text

_VALUES: Mapping[str, Any] = {
    "str": "Acme",
    "int": 7,
    "float": 1.5,
    "bool": True,
    "date": date(2026, 1, 31),
    "datetime": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "Decimal": Decimal("1.5"),
    "UUID": UUID(int=1),
}
"""An example of a value for each type."""
_BOTH = "conditions combine with & and |"
_EQUAL = ("Eq", "Compare")
_OTHERS = {"Member": "in", "In": "in", "Like": "like", "IsNull": "null"}


class Example(NamedTuple):
    """A condition as code, and the condition itself."""

    code: str
    condition: Condition[Any]


def filter_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the grammar of the filter, with an example, and the fields."""
    rule = call.facts.filter
    if rule is None:
        return
    at = call.key_pointer(keys.FILTER, "location")
    yield call.fact("sent as", place_text(rule.location), at, rule.location)
    grammar = call.key_pointer(keys.FILTER, "scheme")
    scheme = str((call.described.node.get(keys.FILTER) or {}).get("scheme", ""))
    if scheme in call.spec.schemes(keys.FILTER):
        grammar = (keys.FILTER, scheme)
    only_and = isinstance(rule.grammar, ParameterGrammar)
    logic = "conditions combine with & only, not with |" if only_and else _BOTH
    yield call.fact("grammar", f"{scheme}: {logic}", grammar, scheme)
    fields = _fields(call)
    if fields is None:
        return
    usable = [each for each in fields.fields if _operators(each) - {"Sortable"}]
    component = ("components", "schemas", fields.component)
    names = ", ".join(each.name for each in usable)
    yield call.fact(
        "fields", f"{fields.name}: {names}", component, [each.name for each in usable]
    )
    for field in usable:
        example = _example(call.package, fields, field)
        sent = _sent(call, rule, example)
        if example is not None and sent:
            text = f"{example.code} is sent as {sent}"
            where = property_pointer(call.spec, fields.component, field.wire)
            value = {"condition": example.code, "sent": sent}
            yield call.fact("example", text, where, value)
            return


def _fields(call: DescribedCall) -> FilterFields | None:
    place = call.facts.filter or call.facts.sort
    known = call.method.resource.filters
    return next((each for each in known if place and each.name == place.schema), None)


def _operators(field: FilterField) -> set[str]:
    return {each.name for each in parts(field.operators) if hasattr(each, "name")}


def _example(
    package: Package, fields: FilterFields, field: FilterField
) -> Example | None:
    """Return a condition on a field; None if no value of its type is known."""
    found = _operators(field)
    operator = "eq" if found & {*_EQUAL} else ""
    operator = operator or next((_OTHERS[e] for e in _OTHERS if e in found), "")
    value = _value(package, field.type)
    if not operator or (value is None and operator != "null"):
        return None
    left = f"{fields.name}.{field.name}"
    given: Any = value
    match operator:
        case "eq":
            code = f"{left} == {_code(value)}"
        case "in":
            code, given = f"{left}.in_([{_code(value)}])", (value,)
        case "like":
            code, given = f'{left}.like("*Acme*")', "*Acme*"
        case _:
            code, given = f"{left}.is_null()", True
    subject = FieldRef(field.wire, field.name)
    return Example(code, Predicate(subject, operator, given))


def _value(package: Package, type_: PythonType) -> Any:
    for part in parts(bare(type_)):
        if isinstance(part, ModelType | EnumerationValues):
            for module in package.models:
                for each in module.definitions:
                    if each.name == part.component and isinstance(each, Enumeration):
                        return next(iter(each.members.values()), None)
        name = getattr(part, "name", "")
        if name in _VALUES:
            return _VALUES[name]
    return None


def _code(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text.replace("datetime.", "")


def _sent(call: DescribedCall, rule: Filter, example: Example | None) -> str:
    """Return what is sent for a condition; "" if the grammar does not allow it."""
    if example is None:
        return ""
    try:
        sent = rule.render(example.condition)
    except SpecloomError:
        return ""
    part, name = place(rule.location)
    members = {name: sent} if name else sent
    if part == "body":
        return dumps(members).decode()
    return "&".join(_parameter(call, part, *pair) for pair in members.items())


def _parameter(call: DescribedCall, part: str, name: str, value: Any) -> str:
    """Return a parameter as it is sent, without percent-encoding."""
    location = f"{part}.{name}"
    style = call.facts.styles.get(location, FORM)
    return unquote(query(name, value, style, call.facts.formats.get(location)))


def sort_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield how the sort order is sent, with an example."""
    sort = call.facts.sort
    if sort is None:
        return
    at = call.key_pointer(keys.SORT, "location")
    yield call.fact("sent as", place_text(sort.location), at, sort.location)
    fields = _fields(call)
    marked = [
        e for e in (fields.fields if fields else ()) if "Sortable" in _operators(e)
    ]
    if fields is None or not marked:
        return
    component = ("components", "schemas", fields.component)
    names = [each.name for each in marked]
    yield call.fact("fields", ", ".join(names), component, names)
    first = marked[0]
    sent = sort.render([SortKey(first.wire, None, descending=True)])
    part, _ = place(sort.location)
    shown = dumps(sent).decode()
    if part != "body":
        shown = "&".join(f"{name}={text}" for name, text in sent.items())
    code = f"-{fields.name}.{first.name}"
    where = property_pointer(call.spec, fields.component, first.wire)
    value = {"key": code, "sent": shown}
    yield call.fact("example", f"{code} is sent as {shown}", where, value)


def changed_since_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield how `changed_since` is sent."""
    since = call.facts.changed_since
    if since is None:
        return
    declared = call.described.extension(keys.CHANGED_SINCE) or {}
    role = next(
        (each for each in ("filter", "interval", "parameter") if each in declared),
        "parameter",
    )
    at = call.key_pointer(keys.CHANGED_SINCE, role)
    field = f", a condition on {since.field}" if since.field else ""
    includes = "later than" if since.operator == "gt" else "at or after"
    accepts = " or ".join(since.accepts)
    text = f"{place_text(since.location)}{field}: items changed {includes} a {accepts}"
    yield call.fact("sent as", text, at, since.location)
    if since.end:
        yield call.fact(
            "end of the range", f"{place_text(since.end)}: now", at, since.end
        )
