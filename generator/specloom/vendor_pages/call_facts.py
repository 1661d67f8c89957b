"""Write what is known about calls as rows of tables: what, how, and who states it.

What most calls of a vendor share is written once, on the page about the vendor. A call
that differs has its own rows about the same subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..explain import Explanation, Fact, Provenance
from . import escaping
from .layout import Layout

OWN = ("Pages", "Filter", "Sort", "Changed since", "Split")
"""The sections that are written for each call."""
SHARED = ("Credentials", "Headers", "Retries", "Idempotency", "Rate limit", "Errors")
"""The sections of which the most frequent content is written once."""
DECLARED = "declared "
"""How the names of the facts begin that the table of errors has."""
ANCHOR = "every-call"
_HEAD = ("what", "how", "stated by")
_NOTHING = {"Credentials": "none", "Idempotency": "no key is sent"}
"""What is written about a call that lacks a section that most calls have."""
_CODE = re.compile(
    r"(\$(?:request|response)\.[^\s,;]+|(?:body#|header\.|query\.)[^\s,;]+"
    r"|\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:[A-Z][a-z]+){2,}\b|\bapplication/[\w.+-]+)"
)
"""What is code in the text of a fact."""
_SENT = " is sent as "
_CODE_NAME = "code "
_REPEATABLE = "repeatable"
_NOT_REPEATED = ", if the call is not repeatable"


@dataclass(frozen=True)
class FactTables:
    """Tables of facts on the pages of one vendor.

    Attributes:
        layout: the pages of the vendor.
        actions: the anchor of the action of an overlay with a reason.
        explanations: what each method does.
    """

    layout: Layout
    actions: Mapping[Provenance, str]
    explanations: Sequence[Explanation]

    @cached_property
    def usual(self) -> Mapping[str, Sequence[Fact]]:
        """The most frequent content of each shared section."""
        found = {"Retries": self._retries()} if self.explanations else {}
        for title in SHARED:
            if title == "Retries":
                continue
            counts: Counter[tuple[tuple[str, str], ...]] = Counter()
            first: dict[tuple[tuple[str, str], ...], Sequence[Fact]] = {}
            for each in self.explanations:
                facts = section_facts(each, title)
                key = tuple((fact.name, fact.text) for fact in facts)
                counts[key] += 1
                first.setdefault(key, facts)
            if counts:
                found[title] = first[counts.most_common(1)[0][0]]
        return found

    def shared(self, page: str) -> str:
        """Return the table of what most calls share; "" if there is nothing."""
        rows = (
            (title, fact)
            for title, facts in self.usual.items()
            if title != "Credentials"  # They have a section.
            for fact in _codes_by_class(facts)
        )
        return escaping.table(_HEAD, self._rows(page, rows))

    def _retries(self) -> Sequence[Fact]:
        """Return what holds for retries, for calls that may be repeated and others.

        Whether a call may be repeated is written for each call.
        """
        found: dict[tuple[str, str], Fact] = {}
        sections = (section_facts(each, "Retries") for each in self.explanations)
        for facts in sorted(sections, key=_is_repeatable, reverse=True):
            end = "" if _is_repeatable(facts) else _NOT_REPEATED
            for fact in facts:
                if fact.name == _REPEATABLE or (fact.name, fact.text) in found:
                    continue
                named = replace(fact, name=f"{fact.name}{end}")
                found[fact.name, fact.text] = named
        order = [each.name.removesuffix(_NOT_REPEATED) for each in found.values()]
        return sorted(
            found.values(),
            key=lambda each: order.index(each.name.removesuffix(_NOT_REPEATED)),
        )

    def own(self, page: str, explanation: Explanation) -> str:
        """Return the table of the facts of one call; "" if there are none."""
        rows = [(title, fact) for title, fact in explanation.facts() if title in OWN]
        lines = [*self._rows(page, rows)]
        for title in SHARED:
            if title == "Retries":
                continue
            facts = section_facts(explanation, title)
            usual = {(each.name, each.text) for each in self.usual.get(title, ())}
            if {(each.name, each.text) for each in facts} == usual:
                continue
            if not facts:
                lines.append((f"**{title}**", _NOTHING.get(title, "none"), ""))
            differing = [each for each in facts if (each.name, each.text) not in usual]
            shown = facts if title == "Credentials" else differing
            lines += self._rows(page, ((title, each) for each in shown))
        return escaping.table(_HEAD, lines)

    def arguments_stated_by(self, page: str) -> dict[str, str]:
        """Return what states each argument of the client that is a credential."""
        return {
            fact.name: self._origin(page, fact)
            for each in reversed(self.explanations)
            for title, fact in each.facts()
            if title == "Credentials" and _is_argument(fact)
        }

    def repeated(self, page: str, explanation: Explanation) -> str:
        """Return whether a call is repeated after a failure, and why."""
        for fact in section_facts(explanation, "Retries"):
            if fact.name == _REPEATABLE:
                stated = self._origin(page, fact)
                by = "" if fact.origin.is_default else f" (stated by the {stated})"
                return f"**Repeated after a failure:** {_text(fact)}{by}."
        return ""

    def _rows(
        self, page: str, facts: Iterable[tuple[str, Fact]]
    ) -> Iterator[Sequence[str]]:
        previous = ""
        for title, fact in facts:
            head = escaping.text(fact.name)
            if title != previous:
                head = f"**{title}:** {head}"
            previous = title
            yield head, _text(fact), self._origin(page, fact)

    def _origin(self, page: str, fact: Fact) -> str:
        if fact.origin.is_default:
            return "default"
        why = fact.origin.provenance
        if why is None or why not in self.actions:
            return "document" if why is None else "overlay"
        target = self.layout.main_link(page, self.actions[why])
        return f"[overlay]({target})"


def section_facts(explanation: Explanation, title: str) -> Sequence[Fact]:
    """Return the facts of a section that pages show."""
    found = [
        fact
        for each in explanation.sections
        if each.title == title
        for fact in each.facts
    ]
    if title == "Headers":
        # The others are the same for every JSON API.
        return [fact for fact in found if fact.name.endswith(" in the body")]
    if title == "Credentials":
        return [fact for fact in found if not _is_argument(fact)]
    # The codes of a resource have a section.
    return [
        fact
        for fact in found
        if not fact.name.startswith(DECLARED) and fact.name != "error.code"
    ]


def _codes_by_class(facts: Sequence[Fact]) -> list[Fact]:
    """Return facts; those about codes that are the same otherwise become one."""
    found: dict[tuple[str, str, Provenance | None], Fact] = {}
    for number, fact in enumerate(facts):
        is_code = fact.name.startswith(_CODE_NAME)
        key = ("code" if is_code else str(number), fact.text, fact.origin.provenance)
        if known := found.get(key):
            code = fact.name.removeprefix(_CODE_NAME)
            fact = replace(known, name=f"{known.name}, {code}")
        found[key] = fact
    return [*found.values()]


def _is_repeatable(facts: Sequence[Fact]) -> bool:
    """Return whether the facts about retries are those of a call that is repeatable."""
    return any(each.name == _REPEATABLE and each.value is True for each in facts)


def _is_argument(fact: Fact) -> bool:
    """Return whether a fact is about an argument, which the vendor's page lists."""
    return isinstance(fact.value, dict) and "argument" in fact.value


def _text(fact: Fact) -> str:
    if fact.name == "example" and _SENT in fact.text:
        given, _, sent = fact.text.partition(_SENT)
        return f"{escaping.code(given)}{_SENT}{escaping.code(sent)}"
    parts = _CODE.split(escaping.clipped(fact.text, escaping.MOST))
    return "".join(
        escaping.code(part) if number % 2 else escaping.entities(part)
        for number, part in enumerate(parts)
    )


def declared_statuses(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """Yield each declared status of an error, and the class that is raised."""
    for title, fact in explanation.facts():
        if title == "Errors" and fact.name.startswith(DECLARED):
            yield fact.name.removeprefix(DECLARED), str(fact.value)
