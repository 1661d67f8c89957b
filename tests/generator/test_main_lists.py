"""The main list of a resource is `list`, and keeps its other name as an alias."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from click.testing import CliRunner
from imported_texts import importable, single_vendor
from specloom.build_result import BuildResult
from specloom.cli import main
from specloom.ir.ir_json import ir_json
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor

PAGES = {"style": "single-page", "response": {"items": "$response.body"}}
ALL = "POST /counters/getAll"
HEADER = "# Names frozen by `specloom normalize` for specs/tiny.\n"
NUMBERS = {"type": "array", "items": {"type": "integer"}}
ANSWER = {"200": {"content": {"application/json": {"schema": NUMBERS}}}}


def document(*actions: str) -> dict[str, Any]:
    """Return a document with an operation `POST /counters/...` for each action."""
    paths = {
        f"/counters/{action}": {
            "post": {"tags": ["counters"], "operationId": action, "responses": ANSWER}
        }
        for action in actions
    }
    info = {"title": "Tiny", "version": "1"}
    servers = [{"url": "https://tiny.example"}]
    return {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}


def built(*actions: str, paged: int = 1, names: Any = None, **said: str) -> BuildResult:
    """Build the document.

    Args:
        actions: the operations.
        paged: how many of them, from the first on, have pagination.
        names: the content of names.yaml.
        said: the names and aliases that the overlay declares, by action.
    """
    updates = [
        {
            "target": f"$.paths['/counters/{action}'].post",
            "update": {
                **({"x-specloom-pagination": PAGES} if number < paged else {}),
                **({"x-specloom-name": said[action]} if action in said else {}),
            },
        }
        for number, action in enumerate(actions)
    ]
    info = {"title": "Tiny", "version": "1"}
    overlay = {"overlay": "1.1.0", "info": info, "actions": updates}
    file = "document.json"
    return build_vendor(
        single_vendor("small_client", file),
        Documents(
            _document(file, document(*actions)),
            _document("overlay.json", overlay),
            None if names is None else _document("names.json", names),
        ),
    )


def _document(file: str, data: Any) -> Document:
    return Document(file, read(json.dumps(data).encode(), shown=file))


def names(result: BuildResult) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(result.texts["specs/names.yaml"])
    return {key: found[key] for key in found if not key.startswith("x-")}


@pytest.mark.parametrize(
    "pinned", [None, {ALL: "counters.get_all"}], ids=["new", "earlier version"]
)
def test_the_only_list_is_renamed_and_stays_so(pinned: Any) -> None:
    wanted = {
        ALL: {"name": "counters.list", "alias": "get_all"},
        "POST /counters/other": "counters.other",
    }
    result = built("getAll", "other", names=pinned)
    assert names(result) == wanted
    # Neither a second run nor a second list changes a name.
    assert names(built("getAll", "other", names=wanted)) == wanted
    assert names(built("getAll", "other", names=wanted, paged=2)) == wanted


def test_a_pinned_name_is_the_alias() -> None:
    found = names(built("getAll", names={ALL: "counters.fetch_every"}))
    assert found == {ALL: {"name": "counters.list", "alias": "fetch_every"}}


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [
        ("counters.get_all", {"name": "counters.list", "alias": "get_all"}),
        ("counters.list", "counters.list"),
        ("others.get_all", "counters.list"),
        ("counters.more", "counters.list"),
    ],
)
def test_an_overlay_that_says_list(pinned: str, expected: Any) -> None:
    result = built(
        "getAll",
        "more",
        names={ALL: pinned},
        getAll="counters.list",
        more="counters.more",
    )
    assert names(result)[ALL] == expected


def test_a_name_of_the_overlay_is_not_changed() -> None:
    assert names(built("getAll", getAll="counters.every")) == {ALL: "counters.every"}


@pytest.mark.parametrize("paged", [0, 2])
def test_nothing_is_renamed_unless_one_list_has_pages(paged: int) -> None:
    found = names(built("getAll", "getSome", paged=paged))
    assert set(found.values()) == {"counters.get_all", "counters.get_some"}


def test_a_list_without_pages_keeps_its_name() -> None:
    found = names(built("getAll", "list"))
    assert set(found.values()) == {"counters.get_all", "counters.list"}


def test_no_new_operation_gets_an_alias_as_its_name() -> None:
    pinned = {"POST /counters/every": {"name": "counters.list", "alias": "get_all"}}
    found = names(built("every", "getAll", names=pinned))
    assert found.pop("POST /counters/every") == pinned["POST /counters/every"]
    assert found == {ALL: "counters.get_all_all"}


def test_a_removed_operation_can_have_an_alias() -> None:
    gone = {"name": "counters.list", "alias": "every", "retired": "It is gone."}
    pinned = {"POST /counters/every": gone}
    assert names(built("getAll", names=pinned))["POST /counters/every"] == gone


def test_method_ir_and_report_have_the_alias() -> None:
    result = built("getAll", "list", "other", getAll="counters.all", list="a.b")
    assert "alias" not in json.dumps(result.report)
    result = built("getAll", "other")
    (row,) = [each for each in result.report if "alias" in each]
    assert (row["where"], row["state"], row["alias"]) == (ALL, "generated", "get_all")
    assert result.package is not None
    assert '"alias": "get_all"' in ir_json({"tiny": result.package})
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=[1, 2]))
    with importable(result.texts, "small_client"):
        from small_client import (  # type: ignore[import-not-found]  # made above
            AsyncSmallClient,
            SmallClient,
        )

        with SmallClient(transport=transport) as client:
            assert client.counters.get_all == client.counters.list
            assert list(client.counters.get_all()) == [1, 2]

        async def read_all() -> list[int]:
            async with AsyncSmallClient(transport=transport) as client:
                return [item async for item in client.counters.get_all()]

        assert asyncio.run(read_all()) == [1, 2]


def test_names_file_of_an_earlier_version(tmp_path: Path) -> None:
    folder = tmp_path / "specs" / "tiny"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(json.dumps(document("getAll")), "utf-8")
    (folder / "names.yaml").write_text(f"{HEADER}{ALL}: counters.get_all\n", "utf-8")
    update = {"x-specloom-pagination": PAGES}
    provenance = {"reason": "R", "source": "S", "checked": "2026-01-01"}
    rule = {
        "for": "operation",
        "where": ["$.operationId"],
        "set": update,
        "x-specloom-provenance": provenance,
    }
    info = {"title": "Tiny", "version": "1"}
    overlay = {
        "overlay": "1.1.0",
        "info": info,
        "actions": [
            {"target": "$.info", "update": {}, "x-specloom-provenance": provenance}
        ],
        "x-specloom-rules": [rule],
    }
    (folder / "overlay.yaml").write_text(json.dumps(overlay), "utf-8")
    run = CliRunner().invoke(main, ["generate", "--project", str(tmp_path)])
    assert run.exit_code == 0, run.stderr
    text = (folder / "names.yaml").read_text("utf-8")
    assert "\nPOST /counters/getAll:\n  name: counters.list\n  alias: get_all\n" in text
    check = CliRunner().invoke(main, ["check", "--project", str(tmp_path)])
    assert check.exit_code == 0, check.stderr
