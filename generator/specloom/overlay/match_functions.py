"""Match regular expressions in JSONPath filters in linear time.

The functions `match` and `search` of RFC 9535 take regular expressions of RFC 9485. The
JSONPath library matches them with an engine that may take exponential time.
"""

from __future__ import annotations

from iregexp_check import check
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction

from ..json_schema.regular_expressions import is_known, matches


class Search(FilterFunction):
    """The function `search`: whether a part of a string matches a pattern."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]
    return_type = ExpressionType.LOGICAL
    envelope = "(?:{})"

    def __call__(self, value: object, pattern: object) -> bool:
        """Return whether the value matches; False if the pattern is invalid."""
        if not (isinstance(value, str) and isinstance(pattern, str)):
            return False
        if not check(pattern):
            return False
        mapped = self.envelope.format(_without_set_operators(pattern))
        return is_known(mapped) and matches(mapped, value)


class Match(Search):
    """The function `match`: whether a whole string matches a pattern."""

    envelope = r"\A(?:{})\z"


def _without_set_operators(pattern: str) -> str:
    """Return a pattern of RFC 9485 in the syntax of the linear engine.

    A dot matches neither of the two line ends. In a character class, `&` and `~` stand
    for themselves; doubled, they would be operators of the engine.
    """
    parts: list[str] = []
    is_escaped = in_class = False
    for character in pattern:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character in "[]":
            in_class = character == "["
        elif character == "." and not in_class:
            character = r"[^\n\r]"
        elif character in "&~" and in_class:
            character = "\\" + character
        parts.append(character)
    return "".join(parts)
