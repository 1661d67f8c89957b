"""Test that the README's example runs, and that figures are those of the results."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specloom.builds.vendor_builds import build
from specloom.project.folders import Project
from specloom_clients.economic import Economic
from specloom_runtime import BaseClient
from wheel_environment import section_of_readme

README = Path(__file__).parents[1] / "README.md"
DOCS = README.parent / "docs"
RESULTS = README.parent / "benchmarks" / "results"


def _answer(request: httpx2.Request) -> httpx2.Response:
    names = {1: "Northport desk", 2: "Southport desk", 3: "Airport desk"}
    first = {"number": 1, "name": names[1], "supplierNumber": 41}
    second = {"number": 2, "name": names[2], "supplierNumber": 42}
    newest = {"number": 3, "name": names[3], "supplierNumber": 43}
    if request.url.path.endswith("/paged"):
        assert request.url.params["sort"] == "-number"
        return httpx2.Response(200, json=[newest])
    assert request.url.params["filter"] == "name$like:*port*$and:supplierNumber$gt:40"
    if "cursor" in request.url.params:
        return httpx2.Response(200, json={"items": [second]})
    return httpx2.Response(200, json={"items": [first], "cursor": "2"})


def _examples() -> list[str]:
    """Return the Python examples of the section on usage, in order."""
    return re.findall(r"```python\n(.*?)```", section_of_readme("Usage"), re.DOTALL)


def test_example_prints_the_documented_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Economic.__init__

    def fake(self: Economic, **options: Any) -> None:
        before(self, **options, transport=httpx2.MockTransport(_answer))

    monkeypatch.setattr(Economic, "__init__", fake)
    exec(compile(_examples()[0], "README.md", "exec"), {})
    assert capsys.readouterr().out == (
        "1 Northport desk\n2 Southport desk\nnewest: Airport desk\n"
    )


MEWS = {
    "Id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "EnterpriseId": "4d0201db-36f5-428b-8d11-4f0a65e960cc",
    "Name": "Bills",
    "IsDefault": True,
    "Value": 17,
    "Format": None,
    "Type": "BillCounter",
    "CreatedUtc": "2023-10-01T00:00:00Z",
    "UpdatedUtc": "2023-10-02T00:00:00Z",
}
ORQUEST = {
    "counter": {
        "id": 4035,
        "counterType": {"shortName": "HNS", "scope": "WEEK", "dataType": "TIME"},
    },
    "counts": [
        {
            "key": "HNS_20241118_20241124",
            "from": "2024-11-18",
            "to": "2024-11-24",
            "total": [{"employeeId": "1006356", "count": 120.0}],
        }
    ],
}
COUNTERS = {
    "getAll": {"Counters": [MEWS]},
    "counterPeriod": {"data": [{"id": 1, "code": "DATA", "value": 0.5}], "total": 1},
    "counters-with-only-clockguards": [ORQUEST],
}


def test_view_prints_the_counters_of_three_vendors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=COUNTERS[request.url.path.rpartition("/")[2]])

    before = BaseClient.__init__

    def fake(self: BaseClient, *positional: Any, **options: Any) -> None:
        before(self, *positional, **options, transport=httpx2.MockTransport(answer))

    monkeypatch.setattr(BaseClient, "__init__", fake)
    for name in ("MEWS_CLIENT_TOKEN", "MEWS_ACCESS_TOKEN", "MEWS_CLIENT"):
        monkeypatch.setenv(name, "demo")
    for name in ("OPENCELL_USERNAME", "OPENCELL_PASSWORD", "ORQUEST_API_KEY"):
        monkeypatch.setenv(name, "demo")
    page = (DOCS / "views.md").read_text("utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    exec(compile(example, "views.md", "exec"), {})
    assert capsys.readouterr().out == (
        "mews Bills 17 None 4d0201db-36f5-428b-8d11-4f0a65e960cc\n"
        "opencell DATA 0.5 None None\n"
        "orquest HNS 120.0 minutes 1006356\n"
    )


SOURCE = """\
openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: https://api.example.test}]
paths:
  /things:
    get:
      operationId: everyThing
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {$ref: '#/components/schemas/Thing'}}
                  next: {type: string}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: integer}}}
"""


def test_overlay_makes_a_list_page(tmp_path: Path) -> None:
    page = (DOCS / "vendor-folders.md").read_text("utf-8")
    overlay = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert overlay is not None
    folder = tmp_path / "specs" / "tiny"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.specloom]\n", "utf-8")
    (folder / "source.yaml").write_text(SOURCE, "utf-8")
    (folder / "overlay.yaml").write_text(overlay[1], "utf-8")
    texts = build(Project.at(tmp_path))[1]
    code = texts["generated/specloom_clients/tiny/things.py"]
    assert "def list(self) -> Pager[models.Thing, " in code


def test_referenced_files_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))
    assert [link for link in links if not (README.parent / link).exists()] == []


@pytest.mark.parametrize("page", [README, DOCS / "measurements.md"])
def test_figures_match_the_measurements(page: Path) -> None:
    rows = page.read_text("utf-8").split("\n")
    head = next(row for row in rows if row.startswith("| operations generated |"))
    names = [name.strip() for name in head.strip("|").split("|")]
    figures = rows[rows.index(head) + 2].replace(",", "").strip("|").split("|")
    said = (RESULTS / "corpus.md").read_text("utf-8").rstrip().split("\n")[-1]
    measured = [tuple(map(int, pair)) for pair in re.findall(r"(\d+) of (\d+)", said)]
    documents = measured[0][1]
    found = dict(zip(names, figures, strict=True))
    claimed = {name: tuple(map(int, each.split("of"))) for name, each in found.items()}
    assert claimed["operations generated"] == measured[1]
    assert claimed["generated tests that pass"] == measured[2]
    assert f"; {claimed['packages that can be imported'][0]} documents import" in said
    typed = claimed["clean under mypy --strict"]
    assert f"reports nothing on {typed[0]};" in said
    assert typed[1] == claimed["packages that can be imported"][1] == documents
