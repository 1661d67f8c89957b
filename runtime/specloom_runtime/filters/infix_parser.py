"""Parse the text of a filter from left to right, with the templates of its grammar.

This module is only for tests and fake transports, like the rest of `parsing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..core.errors import FilterError
from .conditions import All, Condition, Either, FieldRef, Kind, Not, Predicate, joined
from .infix import LIKE, InfixGrammar
from .literals import as_value, kinds_of
from .operator_templates import Template
from .patterns import SHAPES, pattern, unshaped

_PATTERNS = (*LIKE, "unlike")


class InfixParser:
    """A filter and the current position; every problem is a FilterError.

    Args:
        grammar: the grammar of the filter.
        text: the complete filter, without percent-encoding.
        subjects: the field for each name in JSON; if None, every name is a field.
    """

    def __init__(
        self, grammar: InfixGrammar, text: str, subjects: Mapping[str, FieldRef] | None
    ) -> None:
        self._grammar = grammar
        self._text = text
        self._subjects = subjects
        self._position = 0
        # The longest template first: `<=` before `<`. Among equal templates, patterns
        # come first.
        self._templates = sorted(
            grammar.templates.items(),
            key=lambda pair: (-pair[1].plain, pair[0] not in _PATTERNS),
        )
        closing = (grammar.group or ())[1:]
        self._ends = (grammar.conjunction, grammar.disjunction, *closing)

    def whole(self) -> Condition[Any]:
        """Return the condition for the complete text."""
        condition = self._expression()
        if self._position < len(self._text):
            raise self._error('"and", "or" or the end of the input')
        return condition

    def _expression(self) -> Condition[Any]:
        grammar = self._grammar
        kinds: dict[str, Kind] = {grammar.conjunction: All, grammar.disjunction: Either}
        loose, tight = grammar.disjunction, grammar.conjunction
        if grammar.precedence == "or":
            loose, tight = tight, loose
        runs, joiners = [[self._term()]], set[str]()
        while joiner := self._taken(*kinds):
            joiners.add(joiner)
            if joiner == tight:
                runs[-1].append(self._term())
            else:
                runs.append([self._term()])
        if len(joiners) > 1 and grammar.precedence is None:
            raise self._error("parentheses where 'and' and 'or' are combined")
        return joined(kinds[loose], [joined(kinds[tight], run) for run in runs])

    def _term(self) -> Condition[Any]:
        group = self._grammar.group
        if group is None or not self._taken(group[0]):
            return self._one()
        condition = self._expression()
        self._take(group[1])
        return condition

    def _one(self) -> Condition[Any]:
        """Read a predicate with the first template that matches.

        The match must end at the next operator or at the end of the text. If no
        template matches, the error of the template that matches the longest part is
        raised.
        """
        start, furthest = self._position, self._error("a condition")
        reached = start
        for name, template in self._templates:
            try:
                return self._predicate(name, template)
            except FilterError as error:
                if self._position > reached:
                    furthest, reached = error, self._position
                self._position = start
        if (negation := self._grammar.negation_template) is not None:
            (before, _), (after, _) = negation.parts
            if self._taken(before):
                condition = Not(self._one())
                self._take(after)
                return condition
        raise furthest

    def _predicate(self, name: str, template: Template) -> Condition[Any]:
        start = self._position
        subject, value = self._placeholders(name, template, FieldRef(""))
        if template.parts[0][1] != "field":
            # The value came before the field, which decides the value's type.
            self._position = start
            subject, value = self._placeholders(name, template, subject)
        rest = self._text[self._position :]
        if rest and not rest.startswith(self._ends):
            raise self._error('"and", "or" or the end of the input')
        if name in ("null", "not-null"):
            return Predicate(subject, "null", name == "null")
        if name == "unlike":
            return Not(Predicate(subject, "like", value))
        return Predicate(subject, "like" if name in LIKE else name, value)

    def _placeholders(
        self, name: str, template: Template, subject: FieldRef
    ) -> tuple[FieldRef, Any]:
        """Read the placeholders; `subject` is used until the field is read."""
        value: Any = None
        parts = template.parts
        for number, (text, placeholder) in enumerate(parts):
            self._take(text)
            following = parts[number + 1][0] if placeholder else ""
            stops = (following,) if following else self._ends
            if placeholder == "field":
                subject = self._subject(following)
            elif placeholder == "values":
                value = tuple(self._list(subject, stops))
            elif placeholder and name in _PATTERNS:
                value = self._pattern(name, stops)
            elif placeholder:
                value = self._value(subject, stops)
        return subject, value

    def _pattern(self, name: str, stops: tuple[str, ...]) -> str:
        quotes, star = self._grammar.wrappers["text"], self._grammar.wildcard
        if name in SHAPES:
            return unshaped(name, self._quoted(quotes, stops)[0])
        parts = self._quoted(quotes, stops, star)
        if len(parts) == 1:
            raise self._error("a pattern")
        return pattern(parts)

    def _subject(self, following: str) -> FieldRef:
        if self._subjects is None:
            name = self._grammar.name_pattern.match(self._text, self._position)
            if name is None:
                raise self._error("a field")
            self._position = name.end()
            return FieldRef(name[0])
        for wire in sorted(self._subjects, key=len, reverse=True):
            if self._text.startswith(wire + following, self._position):
                self._position += len(wire)
                return self._subjects[wire]
        raise self._error(f"one of {', '.join(sorted(self._subjects))}")

    def _list(self, subject: FieldRef, stops: tuple[str, ...]) -> Iterator[Any]:
        separator = self._grammar.list_separator
        yield self._listed(subject, (separator, *stops))
        while self._taken(separator):
            yield self._listed(subject, (separator, *stops))

    def _listed(self, subject: FieldRef, stops: tuple[str, ...]) -> Any:
        """Read a value of a list, which can be null."""
        null, start = self._grammar.list_null, self._position
        if null and self._taken(null):
            if self._text.startswith(stops, self._position):
                return None
            self._position = start
        return self._value(subject, stops)

    def _value(self, subject: FieldRef, stops: tuple[str, ...]) -> Any:
        grammar, start = self._grammar, self._position
        problem = self._error("a value")
        wrappers = dict.fromkeys(grammar.wrappers[k] for k in kinds_of(subject.kind))
        # Quoted forms first, because a value without quotes may begin with a quote.
        for wrapper in sorted(wrappers, key=lambda wrapper: -len(wrapper[0])):
            self._position = start
            try:
                text = self._quoted(wrapper, stops)[0]
                return as_value(text, subject.kind, grammar.booleans, grammar.datetimes)
            except FilterError as error:
                problem = error
        raise problem

    def _quoted(
        self, wrapper: tuple[str, str], stops: tuple[str, ...], star: str = ""
    ) -> list[str]:
        """Read a value with or without quotes.

        Return the parts between wildcards.
        """
        before, after = wrapper
        self._take(before)
        ends = (after,) if after else stops
        parts, self._position = scan(
            self._text, self._position, self._grammar.escape, star, ends
        )
        self._take(after)
        return parts

    def _taken(self, *tokens: str) -> str | None:
        for token in tokens:
            if token and self._text.startswith(token, self._position):
                self._position += len(token)
                return token
        return None

    def _take(self, token: str) -> None:
        if not self._text.startswith(token, self._position):
            raise self._error(repr(token))
        self._position += len(token)

    def _error(self, expected: str) -> FilterError:
        return FilterError(
            f"the filter is wrong at {self._position}: expected {expected}"
        )


def scan(
    text: str,
    position: int,
    escapes: Mapping[str, str],
    wildcard: str,
    stops: Sequence[str],
) -> tuple[list[str], int]:
    """Read a value up to one of `stops`.

    Return the segments of the value, and the position of its end. Without a `wildcard`
    (""), there is only one segment. Raises FilterError for a special character that is
    not escaped.
    """
    plain = {sequence: character for character, sequence in escapes.items()}
    groups = (plain, stops, [wildcard] if wildcard else [])
    tokens = ["|".join(map(re.escape, group)) or "(?!)" for group in groups]
    pattern = re.compile("({})|({})|({})|(.)".format(*tokens), re.DOTALL)
    parts = [""]
    for match in pattern.finditer(text, position):
        escaped, stop, star, other = match.groups()
        if stop:
            return parts, match.start()
        if other and other in escapes:
            raise FilterError(f"{other!r} at {match.start()} is not escaped")
        if star:
            parts.append("")
        else:
            parts[-1] += plain[escaped] if escaped else other
    return parts, len(text)
