"""Parse the filters and sort orders that the grammars write.

A client only writes filters. Parsing is for tests, which check the meaning of a filter,
and for fake transports that behave like a vendor. No module of a client may import this
module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..core.errors import FilterError
from .conditions import (
    All,
    Condition,
    Either,
    FieldRef,
    Predicate,
    joined,
    limited_depth,
)
from .fields import Field, SortKey
from .grammar import Grammar, SortGrammar
from .infix import InfixGrammar
from .infix_parser import InfixParser, scan
from .key_map import KeyMapGrammar
from .literals import as_value
from .parameter_filters import ParameterGrammar
from .patterns import SHAPES, pattern, unshaped

Subjects = Mapping[str, FieldRef] | None


@limited_depth()
def parse(
    grammar: Grammar, written: Any, fields: type[Any] | None = None
) -> Condition[Any]:
    """Return the condition that `grammar.render` writes as `written`.

    The condition is in normal form.

    ```python
    condition = parse(ODATA, "number gt 40", ContactFields)
    assert matches(condition, {"number": 41})
    ```

    Args:
        grammar: the grammar of the filter.
        written: for an InfixGrammar, a string; for a KeyMapGrammar, a map, or a string
            if the grammar has `pairs`; for a ParameterGrammar, the value of each
            parameter by name, or the JSON object.
        fields: the fields class with the types of the values. Without it, every name is
            a field, and values stay text or JSON data.

    Raises:
        FilterError: the text does not match the grammar or is nested too deeply, or a
            value does not match its field.
    """
    subjects = None if fields is None else field_refs(fields)
    if isinstance(grammar, InfixGrammar):
        condition = InfixParser(grammar, written, subjects).whole()
    elif isinstance(grammar, KeyMapGrammar):
        return _key_map(grammar, written, subjects)
    else:
        leaves = _leaves(written) if grammar.nested else written.items()
        parts = [_parameter(grammar, name, v, subjects) for name, v in leaves]
        if not parts:
            raise FilterError("there are no parameters (expected at least one)")
        condition = joined(All, parts)
    return grammar.normal(condition)


def parse_sort(
    grammar: SortGrammar, text: str, direction: str | None = None
) -> tuple[SortKey[Any], ...]:
    """Return the sort keys that `grammar.render` writes as `text`.

    The keys have no owner.

    Args:
        grammar: the form of the keys.
        text: the keys as text.
        direction: the value of the grammar's separate parameter for the direction.
    """
    if grammar.direction is not None:
        down = direction == grammar.direction.descending
        return (SortKey(text, None, down),) if text else ()
    keys: list[SortKey[Any]] = []
    for written in text.split(grammar.separator) if text else ():
        name = _key_name(grammar.form(descending=True), written)
        down = name is not None
        if name is None:
            name = _key_name(grammar.form(descending=False), written) or written
        wire = name.removeprefix(grammar.alphabetical or "")
        keys.append(SortKey(wire, None, down, wire != name))
    return tuple(keys)


def _key_name(form: str, written: str) -> str | None:
    """Return what a sort key has in place of `{field}`; None for another form."""
    before, _, after = form.partition("{field}")
    if not (written.startswith(before) and written.endswith(after)):
        return None
    return written[len(before) : len(written) - len(after)] or None


def field_refs(fields: type[Any]) -> dict[str, FieldRef]:
    """Return the fields of a fields class, each under its name in JSON."""
    values = (getattr(fields, name) for name in dir(fields))
    subjects = [value.subject for value in values if isinstance(value, Field)]
    return {subject.wire: subject for subject in subjects}


def _key_map(
    grammar: KeyMapGrammar, written: Mapping[str, Any] | str, subjects: Subjects
) -> Condition[Any]:
    entries = _entries(grammar, written) if isinstance(written, str) else written
    parts = []
    for key, value in entries.items():
        if isinstance(value, Mapping) and _key_match(grammar.or_key, key):
            inner = [_key(grammar, k, v, subjects) for k, v in value.items()]
            parts.append(joined(Either, inner))
        else:
            parts.append(_key(grammar, key, value, subjects))
    if not parts:
        raise FilterError("the map of keys is empty (expected at least one key)")
    return joined(All, parts)


def _entries(grammar: KeyMapGrammar, text: str) -> dict[str, Any]:
    """Parse a key map in text form; the values of list operators become lists."""
    between, after = grammar.pairs or (":", "|")
    lists = {grammar.conditions.get("in"), grammar.conditions.get("nin")}
    entries: dict[str, Any] = {}
    for entry in text.split(after):
        key, separator, value = entry.partition(between)
        if not separator or key in entries:
            raise FilterError(f"{entry!r} is not a condition in this grammar")
        listed = not lists.isdisjoint(key.split(" "))
        entries[key] = value.split(",") if listed else value
    return entries


def _key(
    grammar: KeyMapGrammar, key: str, value: Any, subjects: Subjects
) -> Condition[Any]:
    if repeated := _key_match(grammar.and_key, key):
        key = repeated["key"]
    word, wire = grammar.default, key
    if explicit := _key_match(grammar.key, key):
        word, wire = explicit["condition"], explicit["field"]
    operators = {token: name for name, token in grammar.conditions.items()}
    subject = _subject(subjects, wire)
    if word not in operators or subject is None:
        raise FilterError(f"not a key of this grammar: {key!r}")
    operator = operators[word]
    if operator == "eq" and value in (grammar.is_null, grammar.is_not_null):
        return Predicate(subject, "null", value == grammar.is_null)
    if operator == "like":
        parts, _ = scan(str(value), 0, grammar.escape, grammar.wildcard, ())
        return Predicate(subject, "like", pattern(parts))
    return _typed(grammar, operator, subject, value)


def _key_match(template: str, key: str) -> re.Match[str] | None:
    """Match a key with a template; return None if the template cannot write the key."""
    text = re.escape(template).replace(r"\{n\}", r"\d*")
    for name, meaning in (("condition", r"\S+"), ("field", r"\S+"), ("key", r".+")):
        text = text.replace(rf"\{{{name}\}}", f"(?P<{name}>{meaning})")
    return re.fullmatch(text, key)


def _leaves(tree: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of each member that is not an object itself."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{at}{name}/")
        else:
            yield at + name, value


def _parameter(
    grammar: ParameterGrammar, name: str, value: Any, subjects: Subjects
) -> Condition[Any]:
    # The longest name first: `{field}` alone fits every name.
    templates = sorted(grammar.templates.items(), key=lambda pair: -pair[1].plain)
    for operator, template in templates:
        (before, _), (after, _) = template.parts
        field = f"{re.escape(before)}({grammar.names}){re.escape(after)}"
        match = re.fullmatch(field, name)
        listed = grammar.nested and operator in ("in", "nin")
        if match is None or isinstance(value, list) is not listed:
            continue
        if (subject := _subject(subjects, match[1])) is None:
            continue
        if operator == "null":
            if value not in (grammar.is_null, grammar.is_not_null):
                raise FilterError(
                    f"{value!r} is not one of the declared is-null values"
                )
            return Predicate(subject, "null", value == grammar.is_null)
        if operator in SHAPES:
            return Predicate(subject, "like", unshaped(operator, str(value)))
        if operator in ("in", "nin") and not grammar.nested:
            value = value.split(grammar.list_separator)
        return _typed(grammar, operator, subject, value)
    raise FilterError(f"not a parameter of this grammar: {name!r}")


def _subject(subjects: Subjects, wire: str) -> FieldRef | None:
    return FieldRef(wire) if subjects is None else subjects.get(wire)


def _typed(
    grammar: KeyMapGrammar | ParameterGrammar,
    operator: str,
    subject: FieldRef,
    value: Any,
) -> Condition[Any]:
    """Return the predicate with values of the field's type."""
    listed = operator in ("in", "nin")
    values = tuple(
        as_value(item, subject.kind, grammar.booleans, grammar.datetimes)
        for item in (value if listed else [value])
    )
    return Predicate(subject, operator, values if listed else values[0])
