"""Test that generated tests fail on clients that are wrong in one place.

The client of a small description is generated, and one text of it is replaced: at
least one of its generated tests has to fail.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from specloom.builds.vendor_builds import build_file
from specloom.output.writing import apply, plan
from specloom.project.generate_options import GenerateOptions
from specloom.testing import OperationTest
from specloom.testing.description import load_description
from specloom.testing.harness import ClientHarness
from specloom_runtime import SpecloomError

FOLDER = Path(__file__).parent / "wrong_clients"
SPEC = "specs/shop/openapi.yaml"
TEXTS = {
    path: text
    for path, text in build_file(
        FOLDER / "document.yaml", "shop", GenerateOptions(overlay="overlay.yaml")
    ).texts.items()
    if path.startswith(("shop/", "specs/"))
}

CREATED = '"POST",\n    "/orders"'
EXPORTED = '"/exported",\n    lambda: models.Order'
WRONG: dict[str, tuple[str, str, str]] = {
    "another method": ("orders", CREATED, '"PUT", "/orders"'),
    "another path": ("orders", CREATED, '"POST", "/order"'),
    "a longer path": ("orders", CREATED, '"POST", "/v1/orders"'),
    "exchanged path arguments": (
        "orders",
        '{"shop": shop, "order": order}',
        '{"shop": order, "order": shop}',
    ),
    "a query parameter less": ("orders", 'query={"currency": currency},', ""),
    "the value of another argument": (
        "orders",
        '{"currency": currency}',
        '{"currency": x_region}',
    ),
    "another header": ("orders", '"X-Region"', '"X-Area"'),
    "no body": ("orders", "self._call(CREATE, body=body)", "self._call(CREATE)"),
    "a member of the body less": (
        "orders",
        "body=body)",
        'body=body.model_copy(update={"note": None}))',
    ),
    "another content type": (
        "orders",
        "body=lambda: models.Order,",
        'body=lambda: models.Order, media="application/merge-patch+json",',
    ),
    "another parameter for the page": ("orders", '"query.page"', '"query.pages"'),
    "another first page": ("orders", "first=1", "first=2"),
    "one page alone": (
        "orders",
        'NumberedPages(page="query.page", end_when=("empty-page",), first=1)',
        "SinglePage()",
    ),
    "another header of the credential": ("service", '"X-Key"', '"X-Token"'),
    "no credential": ("service", 'security=(("key",),)', "security=()"),
    "another server": ("service", "https://shop.test", "https://shop.example"),
    "another version of the server": ("service", "shop.test/v1", "shop.test/v2"),
    "JSON that is not decoded": (
        "orders",
        '"/shops/{shop}/orders/{order}", lambda: models.Order)',
        '"/shops/{shop}/orders/{order}", dict)',
    ),
    "another type of a member": ("models/order", "placed: datetime", "placed: int"),
    "a member that is lost": (
        "models/order",
        "note: str | None = None",
        'note: str | None = None\n    model_config = {"extra": "ignore"}\n'
        "    def __init__(self, **data):\n"
        '        super().__init__(**{k: v for k, v in data.items() if k != "note"})',
    ),
    "a member in another spelling": (
        "models/order",
        "note: str | None = None",
        'note: str | None = __import__("pydantic").Field(default=None, alias="Note")',
    ),
    "another alias": (
        "models/order",
        "paid_by: str | None = None",
        'paid_by: str | None = __import__("pydantic").Field(default=None, alias="by")',
    ),
    "another rule": ("models/order", "Order(CamelModel)", "Order(Model)"),
    "no base": ("models/contact", "Contact(Person)", "Contact(CamelModel)"),
    "an extra that is not sent": ("orders", "**(extra or {})", ""),
    "a stream that is cut otherwise": ("orders", 'framing="lines",', ""),
    "a stream of other items": ("orders", EXPORTED, '"/exported", models.Contact'),
    "a stream without items of a type": ("orders", EXPORTED, '"/exported"'),
    "lines for events": ("orders", '"/watched"', '"/watched", framing="lines"'),
    "an error that is a result": (
        "orders",
        "return self._call(CREATE, body=body)",
        "try:\n            return self._call(CREATE, body=body)\n"
        "        except ApiError:\n            return body",
    ),
}
IMPORTS = {
    "orders": ("    AsyncResource,\n", "    ApiError, AsyncResource, SinglePage,\n"),
    "models/contact": ("from .", "from specloom_runtime import CamelModel\nfrom ."),
    "models/order": ("import CamelModel", "import CamelModel, Model"),
}
"""What is imported for replacements, by the module."""


@pytest.fixture
def client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The client on disk, with the replacement of the test's parameter, if any."""
    texts = dict(TEXTS)
    for module, imports in IMPORTS.items():
        texts[f"shop/{module}.py"] = texts[f"shop/{module}.py"].replace(*imports)
    if request.param:
        module, old, new = WRONG[request.param]
        text = texts[f"shop/{module}.py"]
        assert text.count(old) == 1, f"{old} is there {text.count(old)} times"
        texts[f"shop/{module}.py"] = text.replace(old, new)
    apply(plan(tmp_path, texts, ()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in [n for n in sys.modules if n.partition(".")[0] == "shop"]:
        del sys.modules[name]


ACTIONS = ("create", "export", "get", "get_contact", "list", "search", "watch")


def check(mode: str) -> None:
    """Run what the generated tests of the client run."""
    spec = load_description(SPEC)
    for action in ACTIONS:
        harness = ClientHarness("shop.Shop", "orders", mode)  # type: ignore[arg-type]
        OperationTest(spec, harness).check(action)


FOUND_LATE = ("lines for events", "an extra that is not sent")
"""The wrong clients that pass most of the tests."""
REFUSED = (AssertionError, SpecloomError, TypeError, pytest.fail.Exception)


@pytest.mark.parametrize(
    ("client", "mode", "outcome"),
    [
        ("", "sync", nullcontext()),
        pytest.param("", "async", nullcontext(), marks=pytest.mark.verify),
        *(
            pytest.param(
                name,
                "sync",
                pytest.raises(REFUSED),
                marks=[pytest.mark.verify] if name in FOUND_LATE else [],
            )
            for name in WRONG
        ),
    ],
    indirect=["client"],
)
def test_only_the_right_client_is_accepted(
    client: None, mode: str, outcome: AbstractContextManager[object]
) -> None:
    with outcome:
        check(mode)
