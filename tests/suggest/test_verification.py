"""What cannot be applied is left out, and the rest is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from linear_time import is_linear
from specloom.errors import SourceLocation, SpecError
from specloom.messages import Message
from specloom.suggest import Proposal, working
from specloom.suggest.page_requests import Sent
from specloom.suggest.page_sizes import page_size
from specloom.suggest.words import prose
from suggested import array, document, suggested, thing

PAGEABLE = {"x-ms-pageable": {"nextLinkName": "next"}}


def proposal(name: str) -> Proposal:
    return Proposal(
        kind="name",
        title=name,
        reason="",
        confidence=1,
        location=SourceLocation(file="a.yaml"),
        actions=({"target": f"$.{name}", "update": {}},),
    )


@pytest.mark.parametrize("wrong", [[], ["a"], ["d"], ["b", "e"], [*"abcdef"]])
def test_proposals_that_a_build_refuses_are_found(wrong: list[str]) -> None:
    builds = []

    def build(actions: list[dict[str, Any]]) -> None:
        builds.append(len(actions))
        for action in actions:
            if action["target"][2:] in wrong:
                at = SourceLocation(file="overlay.yaml")
                raise SpecError.at(at, Message.NO_OPERATION())

    kept, refused = working([proposal(name) for name in "abcdef"], build)
    assert [each.title for each in kept] == [n for n in "abcdef" if n not in wrong]
    assert [each.proposal.title for each in refused] == wrong
    if not wrong:
        assert builds == [6]


def test_a_proposal_is_kept_for_its_other_operations(tmp_path: Path) -> None:
    """One of two operations that say the same lacks the property that they name."""
    described = document(response=thing(value=array(), next="string"))
    described["paths"]["/things"]["get"] |= PAGEABLE
    closed = {**thing(value=array()), "additionalProperties": False}
    other = document(response=closed)
    other["paths"]["/things"]["get"] |= PAGEABLE
    described["paths"]["/boats"] = other["paths"]["/things"]
    found = suggested(tmp_path, described)
    (kept,) = (each for each in found.proposals if each.kind == "pagination")
    assert kept.operations == ("GET /things",)
    assert [*kept.actions[-1]["update"]] == ["/things"]
    (refusal,) = found.refused
    assert refusal.proposal.operations == ("GET /boats",)


@pytest.mark.parametrize("text", ["max 1", "from 1 to ", "1-", "up to ", "default "])
def test_time_of_reading_prose_grows_with_its_length(text: str) -> None:
    def read(count: int) -> None:
        said = prose({"description": text * count})
        page_size(Sent("limit", False, "$request.query.limit", "limit", {}, said))

    assert is_linear(read, 400)
