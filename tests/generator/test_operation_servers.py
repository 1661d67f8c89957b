"""Test, from document to code, servers of operations and empty responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build_result import BuildResult
from specloom.builds.vendor_builds import build_file
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor

DEFECTS = Path(__file__).parents[1] / "defects"


def built(text: str) -> BuildResult:
    document = Document("it.yaml", read(text.encode(), shown="it.yaml"))
    return build_vendor(single_vendor(Path("it.yaml"), "it"), Documents(document))


def code(result: BuildResult) -> str:
    return "".join(" ".join(text.split()) for text in result.texts.values())


def reasons(result: BuildResult) -> list[tuple[str, str]]:
    rows: Any = result.report
    return [
        (row["where"], each["reason"])
        for row in rows
        for each in row.get("reasons", [])
    ]


def test_servers_of_paths_and_operations_reach_the_client() -> None:
    texts = build_file(DEFECTS / "servers-of-operations.yaml", "it").texts
    resources = "".join(text for path, text in texts.items() if "service" not in path)
    for url in ("https://upload.x.test/api/{area}", "https://account.x.test", "/v3"):
        assert f'Server("{url}"' in " ".join(resources.split()).replace("( ", "(")


ONE = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://api.example}]
paths:
  /a:
    get: {servers: [{url: '%s'}], responses: {'204': {description: d}}}
"""


@pytest.mark.parametrize(
    "url",
    ["https://z.example?x=1", "https://z.example/#f", "/a?x", "http://[::1"]
    + ["http://z.example:<port>/v1", "http://z.example:70000", "https:///v1"]
    + ["wss://z.example/socket", "ftp://z.example", "https://me:secret@z.example"],
)
def test_a_server_that_no_request_can_go_to_is_left_out(url: str) -> None:
    result = built(ONE % url)
    assert url not in code(result)
    assert ("/paths/~1a/get/servers/0", "invalid") in reasons(result)


def test_a_server_without_a_scheme_has_that_of_most() -> None:
    result = built(ONE % "//z.example/v1")
    assert "https://z.example/v1" in code(result)
    assert ("/paths/~1a/get/servers/0/url", "invalid") in reasons(result)


HOST = """
openapi: 3.0.3
info: {{title: t, version: '1'}}
servers:
- url: '{url}'
  variables: {{where: {{default: '{default}'}}}}
paths:
  /a: {{get: {{responses: {{'204': {{description: d}}}}}}}}
"""


@pytest.mark.parametrize(
    ("url", "default", "required"),
    [
        ("https://{where}.example", "", True),
        ("https://{where}.example", "<tenant>", True),
        ("https://{where}.example", "your tenant", True),
        ("https://{where}.example", "eu", False),
        ("http://z.example:{where}", "8080", False),
        ("http://z.example:{where}/v1", "", True),
        ("https://z.example/{where}", "", False),
        ("{where}/v1", "https://z.example", False),
    ],
)
def test_a_variable_whose_default_cannot_be_in_a_host_is_given_by_the_caller(
    url: str, default: str, required: bool
) -> None:
    result = built(HOST.format(url=url, default=default))
    assert result.package is not None
    (server,) = result.package.service.servers.values()
    assert server.variables == {"where": None if required else default}
    assert (("/servers/0", "default-unstated") in reasons(result)) is required


@pytest.mark.parametrize("status", ["204", "205", "304"])
def test_content_of_a_response_without_any_is_left_out(status: str) -> None:
    text = f"""
openapi: 3.0.3
info: {{title: t, version: '1'}}
servers: [{{url: https://api.example}}]
paths:
  /a:
    get:
      responses:
        '200': {{description: d, content: {{application/json: {{schema: {{}}}}}}}}
        '{status}': {{description: d, content: {{text/plain: {{schema: {{}}}}}}}}
"""
    result = built(text)
    assert (f"GET /a {status}", "no-content") in reasons(result)
    assert "text/plain" not in result.texts["specs/it/openapi.yaml"]


def test_content_of_a_head_operation_is_left_out_there_alone() -> None:
    text = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://api.example}]
paths:
  /a:
    get: {responses: {'200': {$ref: '#/components/responses/A'}}}
    head:
      responses:
        '200': {$ref: '#/components/responses/A'}
        default: {description: d, content: {application/json: {schema: {}}}}
        x-note: text
components:
  responses:
    A: {description: d, content: {application/json: {schema: {type: string}}}}
"""
    result = built(text)
    assert [where for where, reason in reasons(result) if reason == "no-content"] == [
        "HEAD /a 200",
        "HEAD /a default",
    ]
    operations = yaml.safe_load(result.texts["specs/it/openapi.yaml"])["paths"]["/a"]
    assert "content" in operations["get"]["responses"]["200"]
    assert "content" not in operations["head"]["responses"]["200"]


BORROWED = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers:
- {url: 'https://{region}.x.test', variables: {region: {default: eu, enum: [eu, us]}}}
paths:
  /a:
    %s
"""


@pytest.mark.parametrize(
    "item",
    [
        "get: {servers: [{url: 'https://{region}.y.test'}], responses: {}}",
        "{servers: [{url: 'https://{region}.y.test'}], get: {responses: {}}}",
        "get: {servers: [{url: 'https://{region}.y.test', variables: {}}], "
        "responses: {}}",
    ],
)
def test_a_variable_that_is_not_declared_is_that_of_the_document(item: str) -> None:
    result = built(BORROWED % item)
    resource = "".join(result.texts["it/a.py"].split())
    assert "variables={'region':'eu'},allowed={'region':('eu','us')}" in resource
    [(where, reason)] = [row for row in reasons(result) if "servers" in row[0]]
    assert where.endswith("/servers/0/url")
    assert reason == "invalid"


def test_a_variable_that_is_declared_nowhere_must_be_given() -> None:
    item = "get: {servers: [{url: 'https://{zone}.y.test'}], responses: {}}"
    result = built(BORROWED % item)
    resource = "".join(result.texts["it/a.py"].split())
    assert "variables={'zone':None}" in resource
