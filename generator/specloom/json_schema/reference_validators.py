"""Validate a value against each referenced schema only once.

Ordinary validators validate the value again on each path to a schema. The number of
paths can double with each level of `allOf`, `anyOf` or `oneOf`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend


class ReferencesOnce:
    """A cache for the results of one validation; a key is a reference and a value.

    Args:
        base: the validator class that implements the keywords.
        matches: returns whether a pattern matches in text. It replaces Python's own
            engine, which may take exponential time.

    Attributes:
        validator_class: the validator class that uses the cache. It reports only the
            first error of a referenced schema.
    """

    def __init__(
        self, base: type[Validator], matches: Callable[[Any, str], bool]
    ) -> None:
        self._matches = matches
        self._follow: Any = base.VALIDATORS["$ref"]
        self._known: dict[tuple[str, int], tuple[Any, ValidationError | None]] = {}
        keywords = {
            "$ref": self._check,
            "pattern": self._check_pattern,
            "patternProperties": self._check_patterns,
            "additionalProperties": self._check_others,
        }
        self.validator_class: Any = cast(Any, extend)(base, keywords)

    def forget(self) -> None:
        """Clear the cache before the next validation, because values can change."""
        self._known.clear()

    def _check(
        self, validator: Validator, name: str, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        key = name, id(value)
        if key not in self._known:
            error = next(iter(self._follow(validator, name, value, schema)), None)
            # The value is kept, so that no other value gets the same id.
            self._known[key] = value, error
        _, error = self._known[key]
        if error is not None:
            # The error is copied, because validators add steps to the path of an error.
            yield ValidationError(
                error.message, path=error.relative_path, context=error.context
            )

    def _check_pattern(
        self, validator: Validator, pattern: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        if isinstance(value, str) and not self._matches(pattern, value):
            yield ValidationError(f"{value!r} does not match {pattern!r}")

    def _check_patterns(
        self, validator: Any, patterns: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        for name in value if isinstance(value, dict) else ():
            for pattern, inner in patterns.items():
                if self._matches(pattern, name):
                    yield from validator.descend(value[name], inner, path=name)

    def _check_others(
        self, validator: Any, others: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        known = schema.get("properties", {})
        patterns = schema.get("patternProperties", ())
        for name in value if isinstance(value, dict) else ():
            if name in known or any(self._matches(p, name) for p in patterns):
                continue
            if others is False:
                yield ValidationError(f"{name!r} is not a declared property")
            else:
                yield from validator.descend(value[name], others, path=name)


class ReferenceValidator:
    """A validator for the schemas of one description.

    Args:
        base: the validator class that implements the keywords.
        matches: returns whether a pattern matches in text.
        schemas: the component schemas, with their names as keys.
        formats: the format checker; if None, formats are not checked.
    """

    def __init__(
        self,
        base: type[Validator],
        matches: Callable[[Any, str], bool],
        schemas: Any,
        formats: FormatChecker | None = None,
    ) -> None:
        self._references = ReferencesOnce(base, matches)
        self._validator = self._references.validator_class(
            {"components": {"schemas": schemas}}, format_checker=formats
        )

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Return whether a value is valid for a schema."""
        self._references.forget()
        return bool(self._validator.evolve(schema=schema).is_valid(value))
