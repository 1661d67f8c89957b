"""Parse a filter's text, from left to right, by the templates of its grammar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..core.errors import FilterError
from .conditions import All, Condition, Either, FieldRef, Kind, Not, Predicate, joined
from .literals import as_value
from .patterns import pattern, scan, unshaped

if TYPE_CHECKING:
    from .infix_tokens import InfixTokens
    from .operator_templates import Template


class InfixParser:
    """Parses one text. Every error is a FilterError."""

    def __init__(
        self, tokens: InfixTokens, text: str, subjects: Mapping[str, FieldRef] | None
    ) -> None:
        self._tokens = tokens
        self._text = text
        self._subjects = subjects
        self._position = 0
        closing = (tokens.group[1],) if tokens.group else ()
        self._ends = (tokens.conjunction, tokens.disjunction, *closing)

    def whole(self) -> Condition[Any]:
        """Parse the whole text into a condition."""
        condition = self._expression()
        if self._position < len(self._text):
            raise self._refused("and, or, or the end")
        return condition

    def _expression(self) -> Condition[Any]:
        tokens = self._tokens
        kinds: dict[str, Kind] = {
            tokens.conjunction: All,
            tokens.disjunction: Either,
        }
        parts, joiners = [self._term()], list[str]()
        while found := self._taken(*kinds):
            joiners.append(found)
            parts.append(self._term())
        if len(set(joiners)) > 1:
            if tokens.precedence is None:
                raise self._refused("and and or grouped, never side by side")
            tight = tokens.conjunction
            if tokens.precedence == "or":
                tight = tokens.disjunction
            runs = [[parts[0]]]
            for joiner, part in zip(joiners, parts[1:], strict=True):
                if joiner == tight:
                    runs[-1].append(part)
                else:
                    runs.append([part])
            parts = [joined(kinds[tight], run) for run in runs]
            joiners = [joiner for joiner in joiners if joiner != tight]
        return joined(kinds[joiners[0]] if joiners else All, parts)

    def _term(self) -> Condition[Any]:
        group = self._tokens.group
        if group is None or not self._taken(group[0]):
            return self._one()
        condition = self._expression()
        self._take(group[1])
        return condition

    def _one(self) -> Condition[Any]:
        """Parse a predicate by the first template that fits up to its end."""
        start, furthest = self._position, self._refused("a condition")
        reached = start
        for name, template in self._tokens.templates.items():
            try:
                return self._bounded(self._predicate(name, template))
            except FilterError as error:
                if self._position > reached:
                    furthest, reached = error, self._position
                self._position = start
        if (negation := self._tokens.negation_template) is not None:
            (before, _), (after, _) = negation.parts
            if self._taken(before):
                condition = Not(self._one())
                self._take(after)
                return condition
        raise furthest

    def _bounded(self, condition: Condition[Any]) -> Condition[Any]:
        rest = self._position
        if rest < len(self._text) and not self._text.startswith(self._ends, rest):
            raise self._refused("and, or, or the end")
        return condition

    def _predicate(self, name: str, template: Template) -> Condition[Any]:
        start = self._position
        subject, value = self._placeholders(name, template, FieldRef(""))
        if template.parts[0][1] != "field":
            # The value came before the field that says of which type it is.
            self._position = start
            subject, value = self._placeholders(name, template, subject)
        match name:
            case "null" | "not-null":
                return Predicate(subject, "null", name == "null")
            case "like" | "contains" | "starts" | "ends":
                return Predicate(subject, "like", value)
            case "unlike":
                return Not(Predicate(subject, "like", value))
        return Predicate(subject, name, value)

    def _placeholders(
        self, name: str, template: Template, subject: FieldRef
    ) -> tuple[FieldRef, Any]:
        """Read the placeholders; `subject` until the field is read."""
        value: Any = None
        parts = template.parts
        for number, (text, placeholder) in enumerate(parts):
            self._take(text)
            following = parts[number + 1][0] if placeholder else ""
            stops = (following,) if following else self._ends
            if placeholder == "field":
                subject = self._subject(following)
            elif placeholder:
                value = self._filled(name, placeholder, subject, stops)
        return subject, value

    def _filled(
        self, name: str, placeholder: str, subject: FieldRef, stops: tuple[str, ...]
    ) -> Any:
        if placeholder == "values":
            return tuple(self._list(subject, stops))
        if name in ("like", "unlike"):
            found = self._quoted(self._tokens.wrappers["text"], stops, wild=True)
            if len(found) == 1:
                raise self._refused("a pattern")
            return pattern(found)
        if name in ("contains", "starts", "ends"):
            text = self._quoted(self._tokens.wrappers["text"], stops)[0]
            return unshaped(name, text)
        return self._value(subject, stops)

    def _subject(self, following: str) -> FieldRef:
        if self._subjects is None:
            found = self._tokens.name_pattern.match(self._text, self._position)
            if found is None:
                raise self._refused("a field")
            self._position = found.end()
            return FieldRef(found[0])
        for wire in sorted(self._subjects, key=len, reverse=True):
            if self._text.startswith(wire + following, self._position):
                self._position += len(wire)
                return self._subjects[wire]
        raise self._refused(f"one of {', '.join(sorted(self._subjects))}")

    def _list(self, subject: FieldRef, stops: tuple[str, ...]) -> Iterator[Any]:
        separator = self._tokens.list_separator
        yield self._value(subject, (separator, *stops))
        while self._taken(separator):
            yield self._value(subject, (separator, *stops))

    def _value(self, subject: FieldRef, stops: tuple[str, ...]) -> Any:
        tokens, start = self._tokens, self._position
        refused = self._refused("a value")
        for wrapper in tokens.wrappers_of(subject.kind):
            self._position = start
            try:
                text = self._quoted(wrapper, stops)[0]
                return as_value(text, subject.kind, tokens.booleans, tokens.datetimes)
            except FilterError as error:
                refused = error
        raise refused

    def _quoted(
        self, wrapper: tuple[str, str], stops: tuple[str, ...], *, wild: bool = False
    ) -> list[str]:
        """The literal texts of one value, between its quotes where it has some."""
        before, after = wrapper
        self._take(before)
        star = self._tokens.wildcard if wild else ""
        found, self._position = scan(
            self._text,
            self._position,
            self._tokens.escape,
            star,
            (after,) if after else stops,
        )
        self._take(after)
        return found

    def _taken(self, *tokens: str) -> str | None:
        for token in tokens:
            if token and self._text.startswith(token, self._position):
                self._position += len(token)
                return token
        return None

    def _take(self, token: str) -> None:
        if not self._text.startswith(token, self._position):
            raise self._refused(repr(token))
        self._position += len(token)

    def _refused(self, expected: str) -> FilterError:
        return FilterError(
            f"the filter is wrong at {self._position}: expected {expected}"
        )
