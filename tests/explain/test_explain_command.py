"""The command `specloom explain`: its text, its JSON and its errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from specloom.cli import main

HERE = Path(__file__).parent
OPTIONS = ("--spec", "shop.yaml", "--overlay", "overlay.yaml")


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the description, so that its places have short names."""
    monkeypatch.chdir(HERE)


def run(*arguments: str) -> Result:
    """Run `specloom explain`."""
    return CliRunner().invoke(main, ["explain", *arguments])


@pytest.mark.parametrize("method", ["orders.list", "orders.create"])
def test_text_is_as_reviewed(method: str) -> None:
    """The files were compared with the description by hand."""
    expected = (HERE / f"{method}.txt").read_text("utf-8")
    assert run(*OPTIONS, method).output == expected


def test_several_methods_are_separated() -> None:
    texts = [
        (HERE / f"orders.{each}.txt").read_text("utf-8") for each in ("list", "create")
    ]
    made = run(*OPTIONS, "orders.list", "POST /orders")
    assert made.output == "\n".join(texts)


def test_a_vendor_alone_lists_the_methods() -> None:
    assert run(*OPTIONS).output.splitlines() == [
        "orders.create  POST /orders",
        "orders.list    GET /orders  (pages, windows, chunks)",
    ]
    rows = json.loads(run(*OPTIONS, "--json").output)
    assert [row["method"] for row in rows] == ["orders.create", "orders.list"]
    assert rows[0]["origin"]["line"] == 30


def test_json_has_the_place_and_the_provenance() -> None:
    (made,) = json.loads(run(*OPTIONS, "--json", "orders.list").output)
    facts = {
        (section["title"], fact["name"]): fact
        for section in made["sections"]
        for fact in section["facts"]
    }
    line = facts["Request", "request line"]
    assert line["value"] == {
        "method": "GET",
        "url": "https://{region}.shop.test/v1/orders",
    }
    assert facts["Retries", "how often"]["origin"] == {"kind": "runtime"}
    maximum = facts["Split", "from_ and to"]["origin"]
    assert (maximum["file"], maximum["line"]) == ("overlay.yaml", 15)
    assert maximum["provenance"] == {
        "reason": "Pages are counted from one, and a range has at most 31 days.",
        "source": "Shop's guide, lists",
        "checked": "2026-11-02",
        "assumed": False,
    }
    key = facts["Credentials", "api_key"]
    assert key["value"] == {"argument": "api_key", "env": "SHOP_KEY"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("order.list", 'unknown resource "order" (did you mean "orders.list"?'),
        ("orders.lst", 'orders has no method "lst" (did you mean "list"?'),
        ("orders", '"orders" is a resource, not a method'),
    ],
)
def test_unknown_methods_are_answered_in_a_line(wanted: str, expected: str) -> None:
    made = run(*OPTIONS, wanted)
    assert made.exit_code == 2
    (line,) = made.stderr.splitlines()
    assert line.startswith(f"shop: {expected}")
    assert "orders" in line or "create" in line


def test_a_number_of_pages_is_an_end(tmp_path: Path) -> None:
    overlay = Path("overlay.yaml").read_text("utf-8")
    old = "$response.body#/orders}\n        end-when: [short-page]"
    new = "$response.body#/orders, total-pages: $response.header.Pages}"
    assert old in overlay
    (tmp_path / "overlay.yaml").write_text(overlay.replace(old, new), "utf-8")
    shop = Path("shop.yaml").read_text("utf-8")
    (tmp_path / "shop.yaml").write_text(shop, "utf-8")
    options = [str(tmp_path / each) for each in ("shop.yaml", "overlay.yaml")]
    made = run("--spec", options[0], "--overlay", options[1], "orders.list")
    assert "as many pages were read as the response says [*]" in made.output


def test_values_of_credentials_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "the-secret-value")
    for method in ("orders.list", "orders.create"):
        assert "the-secret-value" not in run(*OPTIONS, method, "--json").output
