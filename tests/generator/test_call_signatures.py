"""The lines that say how an operation is called."""

from __future__ import annotations

from pathlib import Path

from specloom.builds.full_builds import full_build
from specloom.project.folders import Project
from specloom.render.call_signatures import call_signatures

ROOT = Path(__file__).parents[2]


def _project(tmp_path: Path, document: str) -> Project:
    folder = tmp_path / "specs" / "acme"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(document, "utf-8")
    return Project.at(tmp_path)


def test_a_line_has_the_call_its_parameters_and_its_result(tmp_path: Path) -> None:
    project = _project(
        tmp_path,
        """
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: https://acme.example}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: fields, in: query, schema: {type: array, items: {type: string}}}
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: integer}}}
""",
    )
    (resource,) = full_build(project.vendor("acme")).package.resources
    (found,) = call_signatures(resource)
    assert found.line("acme") == (
        "acme.orders.get(id: int, *, fields: Sequence[str] | None = None) -> Order"
    )
    assert found.requests == ("GET /orders/{id}",)
    assert found.operation is resource.operations[0]


def test_edit_and_put_name_all_of_their_requests() -> None:
    vendor = Project.at(ROOT / "tests/golden/optimistic-lock").vendors()[0]
    resources = full_build(vendor).package.resources
    combined = [
        each
        for resource in resources
        for each in call_signatures(resource)
        if each.operation is None
    ]
    assert {each.name for each in combined} <= {"edit", "put"} and combined
    for each in combined:
        assert each.requests[0].startswith("GET ") and len(each.requests) > 1
