"""Of several lists of a resource, the one whose path begins the others is `list`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import DATE, document, suggested

PAGES = {"name": "page", "in": "query", "schema": {"type": "integer"}}


def lists(*paths: str, **named: str) -> dict[str, Any]:
    described = document("page# limit#")
    item = described["paths"].pop("/things")["get"]
    for path in paths:
        variables = [
            {"name": n, "in": "path", "required": True, "schema": {"type": "string"}}
            for n in ("id",)
            if f"{{{n}}}" in path
        ]
        own = {
            **item,
            "tags": ["things"],
            "operationId": named.get(path.strip("/"), ""),
        }
        own["parameters"] = [*item["parameters"], *variables]
        if not own["operationId"]:
            del own["operationId"]
        described["paths"][path] = {"get": own}
    return described


def proposed(folder: Path, described: dict[str, Any]) -> dict[str, Any]:
    found = suggested(folder, described)
    assert not found.refused
    named: dict[str, Any] = {}
    for each in found.proposals:
        if each.kind == "name":
            named |= each.actions[0]["update"]
            assert each.actions[0]["x-specloom-provenance"]["checked"] == DATE
    return named


def test_the_path_of_the_main_list_begins_the_others(tmp_path: Path) -> None:
    described = lists(
        "/things",
        "/things/archived",
        **{"things": "getAllThings", "things/archived": "a"},
    )
    described["paths"]["/things/archived"]["get"]["operationId"] = "getArchivedThings"
    named = proposed(tmp_path, described)
    assert [*named] == ["/things"]
    names = named["/things"]["get"]
    assert names["x-specloom-name"].endswith(".list")
    assert names["x-specloom-alias"] != "list"


@pytest.mark.parametrize("paths", [("/things",), ("/a/things", "/b/things")])
def test_one_list_or_two_of_the_same_rank(
    tmp_path: Path, paths: tuple[str, ...]
) -> None:
    assert proposed(tmp_path, lists(*paths)) == {}
