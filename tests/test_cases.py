"""Test small documents that public bug reports describe, each by what a caller sees.

They are next to a checkout (../shared/cases, or the folder SPECLOOM_SHARED); without
them these tests are skipped. They run with `make verify`.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints

import httpx2
import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom_runtime import ConfigurationError, RequestError

from tests.support.small_clients import PACKAGE, imported

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
CASES = SHARED / "cases"

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not there"),
]


@dataclass
class Case:
    """A generated client, and what it sent."""

    package: Any
    folder: Path
    sent: list[httpx2.Request] = field(default_factory=list)

    def client(self, *answers: httpx2.Response, **options: Any) -> Any:
        """Return a client that gets these answers, and then 204."""
        waiting = list(answers)

        def answer(request: httpx2.Request) -> httpx2.Response:
            request.read()
            self.sent.append(request)
            return waiting.pop(0) if waiting else httpx2.Response(204)

        transport = httpx2.MockTransport(answer)
        return self.package.SmallClient(transport=transport, **options)

    def model(self, name: str) -> Any:
        """Return a model of the package."""
        return getattr(importlib.import_module(f"{PACKAGE}.models"), name)

    @property
    def urls(self) -> list[str]:
        return [str(request.url) for request in self.sent]

    @property
    def document(self) -> Any:
        """The normalized document."""
        path = self.folder / "specs" / PACKAGE / "openapi.yaml"
        return yaml.safe_load(path.read_text("utf-8"))


def folder_of(prefix: str) -> Path:
    return next(path for path in CASES.iterdir() if path.name.startswith(prefix + "-"))


def generate(folder: Path, prefix: str, file: str = "input.yaml", *more: str) -> Result:
    """Run `specloom generate` on a document of a case."""
    spec = folder_of(prefix) / file
    arguments = ["generate", "--spec", str(spec), "--output", str(folder)]
    arguments += ["--package", PACKAGE, "--report", str(folder / "report.json")]
    return CliRunner().invoke(main, [*arguments, *more])


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Callable[..., Case]]:
    """Return a function that generates a case and imports its package."""
    with ExitStack() as stack:

        def make(prefix: str, file: str = "input.yaml", *more: str) -> Case:
            result = generate(tmp_path, prefix, file, *more)
            assert result.exit_code == 0, result.output
            texts = {
                path.relative_to(tmp_path).as_posix(): path.read_text("utf-8")
                for path in (tmp_path / PACKAGE).rglob("*.py")
            }
            package = stack.enter_context(imported(texts))
            return Case(package, tmp_path)

        yield make


def details(folder: Path) -> list[str]:
    """Return the text of every reason in the generation report."""
    report = json.loads((folder / "report.json").read_text("utf-8"))[PACKAGE]
    return [reason["text"] for row in report for reason in row["reasons"]]


def json_answer(value: Any, status: int = 200) -> httpx2.Response:
    return httpx2.Response(status, json=value)


def test_a_boolean_required_in_a_schema(case: Callable[..., Case]) -> None:
    made = case("C01")
    made.client().a.update({"device_ids": ["1"]})
    assert made.sent[0].content == b'{"device_ids":["1"]}'
    assert len(details(made.folder)) == 2


def test_schemas_that_refer_to_each_other(case: Callable[..., Case]) -> None:
    made = case("C03")
    made.client().filters.create(made.model("F0")(p1=made.model("F1")()))
    assert made.sent[0].content == b'{"p1":{}}'


@pytest.mark.parametrize("file", ["input.yaml", "variant.yaml"])
def test_a_reference_below_default(case: Callable[..., Case], file: str) -> None:
    made = case("C04", file)
    operation = made.client().a
    operation.get()
    assert not details(made.folder)


def test_servers_of_operations_and_paths(case: Callable[..., Case]) -> None:
    made = case("C07")
    files = made.client().files
    files.upload()
    files.authorize()
    assert made.urls == [
        "https://upload.x.test/api/2.0/files/content",
        "https://account.x.test/authorize",
    ]


@pytest.mark.parametrize(
    ("operation", "kinds"),
    [
        ("req", {"made": "Made", "gone": "Gone"}),
        ("reqtag", {"made": "Made", "gone": "Gone"}),
        ("opt", {"made": "OptMade", "gone": "OptGone"}),
        ("multi", {"up": "Up", "rise": "Up", "down": "Down", "fall": "Down"}),
        ("multitag", {"up": "Up", "rise": "Up", "down": "Down", "fall": "Down"}),
    ],
)
def test_variants_told_apart_by_enums(
    case: Callable[..., Case], operation: str, kinds: dict[str, str]
) -> None:
    made = case("C08")
    answer = json_answer([{"kind": kind, "id": 1} for kind in kinds])
    found = getattr(made.client(answer).e, operation)()
    assert [type(each).__name__ for each in found] == list(kinds.values())


def test_children_of_a_base(case: Callable[..., Case]) -> None:
    made = case("C10")
    cat = {"petType": "cat", "born": "2020-02-03"}
    dog = {"petType": "Dog", "seen": "2020-02-03T04:05:06Z"}
    pets = made.client(json_answer([cat, dog])).pets
    found = pets.list()
    assert [type(each).__name__ for each in found] == ["Cat", "Dog"]
    assert found[0].born == date(2020, 2, 3)
    assert isinstance(found[1].seen, datetime)
    for pet in found:
        pets.create(pet)
    assert [json.loads(each.content) for each in made.sent[1:]] == [cat, dog]


def test_one_of_next_to_all_of(case: Callable[..., Case]) -> None:
    made = case("C12")
    good = {"version": "1", "status": "good", "day": "2020-02-03"}
    bad = {"version": "1", "status": "bad", "error": "full"}
    client = made.client(json_answer(good), json_answer(bad))
    first, second = client.r.create(good), client.r.create(bad)
    assert first.version == second.version == "1"
    assert first.day == date(2020, 2, 3)
    assert second.error == "full"
    assert [json.loads(each.content) for each in made.sent] == [good, bad]


def test_required_members_that_are_write_only(case: Callable[..., Case]) -> None:
    made = case("C14")
    client = made.client(json_answer({"name": "n"}, 201), strict=True)
    assert client.items.create_u({"password": "p", "name": "n"}).name == "n"
    assert json.loads(made.sent[0].content) == {"password": "p", "name": "n"}


def test_the_status_picks_the_type(case: Callable[..., Case]) -> None:
    made = case("C16")
    same = {"id": "1", "status": "s"}
    answers = [json_answer(same), json_answer(same, 202), json_answer(same)]
    orders = made.client(*answers).orders
    assert type(orders.get("1")).__name__ == "Order"
    assert type(orders.get("1")).__name__ == "Job"
    assert type(orders.delete("1")).__name__ == "Order"
    assert orders.delete("1") is None


def test_security_that_is_optional(case: Callable[..., Case]) -> None:
    made = case("C18")
    items = made.client(token="t0ken").items
    items.see_opt()
    items.see_opt2()
    assert [each.headers["authorization"] for each in made.sent] == ["Bearer t0ken"] * 2
    made.client().items.see_opt()
    assert "authorization" not in made.sent[2].headers


def test_a_number_sign_in_a_query(case: Callable[..., Case]) -> None:
    made = case("C21")
    made.client().q.get(where="a#b", limit=5)
    assert made.urls == ["https://x.test/q?where=a%23b&limit=5"]


def test_whole_numbers_stay_whole(case: Callable[..., Case]) -> None:
    made = case("C22")
    answer = httpx2.Response(
        200,
        content=b'{"id":42,"count":9007199254740993,"parent":1.5}',
        headers={"content-type": "application/json"},
    )
    things = made.client(answer, answer).things
    thing = things.get(42)
    things.get(thing.id, after=thing.id, ids=[thing.id, 1.5])
    assert made.urls[1] == "https://x.test/things/42?after=42&ids=42&ids=1.5"
    things.update(thing.id, thing)
    sent = b'{"id":42,"count":9007199254740993,"parent":1.5}'
    assert made.sent[2].content == sent


def test_media_types_of_parts(case: Callable[..., Case]) -> None:
    made = case("C25")
    photos = made.client().photos
    photos.update(b"\x89PNG")
    photos.send({"photo": b"\x89PNG"})
    assert made.sent[0].headers["content-type"] == "image/png"
    assert made.sent[0].content == b"\x89PNG"
    assert b"\r\nContent-Type: image/png\r\n" in made.sent[1].content
    assert b"\r\n\r\n\x89PNG\r\n" in made.sent[1].content


def test_a_body_that_is_null(case: Callable[..., Case]) -> None:
    made = case("C27")
    limits = made.client().limits
    limits.set(None)
    limits.set(3)
    assert [each.content for each in made.sent] == [b"null", b"3"]
    assert {each.headers["content-type"] for each in made.sent} == {"application/json"}


def test_typed_extra_members(case: Callable[..., Case]) -> None:
    made = case("C29")
    answer = {"id": 1, "due": "2020-02-03"}
    found = made.client(json_answer(answer)).labels.set(
        made.model("Labels")(id=1, due=date(2020, 2, 3))
    )
    assert found.due == date(2020, 2, 3)
    assert json.loads(made.sent[0].content) == answer


@pytest.mark.parametrize(
    "arguments",
    [{"p": ["a|b"]}, {"s": ["a b"]}, {"x_h": ["a,b"]}],
    ids=["pipe", "space", "header"],
)
def test_a_delimiter_in_a_value(
    case: Callable[..., Case], arguments: dict[str, list[str]]
) -> None:
    made = case("C31")
    with pytest.raises(RequestError):
        made.client().q.get(**arguments)
    assert not made.sent


def test_a_dotted_name_in_a_path(case: Callable[..., Case]) -> None:
    made = case("C33")
    made.client().things.get("a/b")
    assert made.urls == ["https://x.test/things/a%2Fb"]


def test_objects_in_a_query_list(case: Callable[..., Case]) -> None:
    made = case("C35")
    hints = get_type_hints(made.client().search.list)
    assert hints["filters"] == Sequence[str] | None
    assert "its style has no unambiguous serialization" in details(made.folder)[0]


@pytest.mark.parametrize("region", ["asia", "/#"])
def test_a_server_variable_outside_its_enum(
    case: Callable[..., Case], region: str
) -> None:
    made = case("C37")
    with pytest.raises(ConfigurationError):
        made.client(key="k", region=region).a.get()
    assert not made.sent
    made.client(key="k", region="us").a.get()
    assert made.urls == ["https://us.x.test/v1/a"]


def test_a_total_says_more_than_a_short_page(case: Callable[..., Case]) -> None:
    overlay = folder_of("C39") / "overlay.yaml"
    made = case("C39", "input.yaml", "--overlay", str(overlay))
    pages = [
        json_answer({"items": [{"id": i} for i in ids], "total": 5})
        for ids in ([1, 2], [3], [4, 5])
    ]
    assert [row.id for row in made.client(*pages).rows.list()] == [1, 2, 3, 4, 5]


def test_a_property_that_is_null(case: Callable[..., Case]) -> None:
    made = case("C42")
    made.client().a.update({"name": "n", "note": [1]})
    assert json.loads(made.sent[0].content) == {"name": "n", "note": [1]}
    assert len(details(made.folder)) == 1


def test_names_of_enum_values(case: Callable[..., Case]) -> None:
    made = case("C43")
    package = importlib.import_module(f"{PACKAGE}.models")
    names = {
        type_.__name__: {each.name: each.value for each in type_}
        for type_ in map(package.__getattr__, package.__all__)
        if hasattr(type_, "__members__")
    }
    assert names["EVarnames"] == {"NONE": 0, "ONE": 1, "MINUS": -1, "TEN": 10}
    assert list(names["Color"].values()) == ["red", "RED", "Red"]
    big = made.model("E").model_validate({"big": 18446744073709551615})
    assert big.big == 18446744073709551615


def test_security_that_is_not_declared(case: Callable[..., Case]) -> None:
    made = case("G01")
    client = made.client(json_answer({"n": 1}), token="t0ken")
    assert client.a.get().n == 1
    client.b.get()
    assert made.sent[0].headers["authorization"] == "Bearer t0ken"
    assert len(details(made.folder)) == 2


def test_a_name_twice_in_a_path(case: Callable[..., Case]) -> None:
    made = case("G02")
    made.client().accounts.get_copy("7")
    assert made.urls == ["https://x.test/accounts/7/copies/7"]


def test_extensions_among_responses(case: Callable[..., Case]) -> None:
    made = case("G03")
    made.client().a.get()
    assert not details(made.folder)


def test_one_dangling_reference(case: Callable[..., Case]) -> None:
    made = case("G04")
    client = made.client(json_answer({"n": 1, "lost": [2]}), json_answer(3))
    found = client.a.get()
    assert (found.n, found.lost, client.b.get()) == (1, [2], 3)
    assert len(details(made.folder)) == 1


def test_a_dangling_reference_with_strict(tmp_path: Path) -> None:
    result = generate(tmp_path, "G04", "input.yaml", "--strict")
    assert result.exit_code == 2
    assert "input.yaml:8:136" in result.output
    assert not list(tmp_path.iterdir())


def test_objects_without_required_members(case: Callable[..., Case]) -> None:
    made = case("G05")
    client = made.client(httpx2.Response(200), json_answer(5, 299))
    client.a.get()
    assert client.a.get() == 5
    client.a.update()
    client.b.create()
    assert [each.method for each in made.sent] == ["GET", "GET", "PUT", "POST"]
    assert details(made.folder)


def test_texts_stay_texts(case: Callable[..., Case]) -> None:
    made = case("G06")
    assert made.document["info"]["version"] == "1.10"
    [parameter] = made.document["paths"]["/a"]["get"]["parameters"]
    values = ["no", "on", "1:20", "0o17", "2020-01-01"]
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = made.document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    assert schema["enum"] == values
    made.client().a.get(answer="0o17")
    assert made.urls == ["https://x.test/a?answer=0o17"]


def test_null_in_place_of_objects(case: Callable[..., Case]) -> None:
    made = case("G07")
    made.client(json_answer({"x": 1}), base_url="https://x.test").a.get()
    assert not made.document["paths"]["/b"]
    assert len(details(made.folder)) > 10


def test_words_that_end_in_quotes(case: Callable[..., Case]) -> None:
    made = case("G08")
    [doc] = {type(made.client().one).__doc__}
    assert doc is not None
    assert 'stops at \\"""' in doc


def test_a_path_with_control_characters(case: Callable[..., Case]) -> None:
    made = case("G09")
    made.client().b.get()
    assert made.urls == ["https://x.test/b"]
    for file in made.folder.rglob("*"):
        if file.is_file():
            assert not set(file.read_text("utf-8")) & set("\0\u2028\u202e"), file


def test_two_versions_at_once(tmp_path: Path) -> None:
    result = generate(tmp_path, "G10")
    assert result.exit_code == 2
    assert "openapi" in result.output
    assert "swagger" in result.output
    assert not list(tmp_path.iterdir())


def test_methods_of_openapi_3_2(case: Callable[..., Case]) -> None:
    made = case("G11")
    lines = httpx2.Response(
        200,
        content=b'{"n":1}\n{"n":2}\n',
        headers={"content-type": "application/jsonl"},
    )
    client = made.client(httpx2.Response(204), lines)
    client.a.get()
    with client.a.query({"n": 1}) as stream:
        assert [each.n for each in stream] == [1, 2]
    client.a.copy()
    assert [each.method for each in made.sent] == ["GET", "QUERY", "COPY"]
    texts = " ".join(details(made.folder))
    assert "RFC 9110" in texts
    assert "get has a field of its own" in texts


GENERATES = (
    sorted(path.name for path in CASES.iterdir() if path.is_dir())
    if CASES.is_dir()
    else []
)


@pytest.mark.parametrize("name", [each for each in GENERATES if each[:3] != "G10"])
def test_generated_tests(tmp_path: Path, name: str) -> None:
    overlay = CASES / name / "overlay.yaml"
    more = ["--overlay", str(overlay)] if overlay.exists() else []
    result = generate(tmp_path, name[:3], "input.yaml", *more)
    assert result.exit_code == 0, result.output
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
