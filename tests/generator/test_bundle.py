"""Test documents in several files: what is bundled, and which files are not read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from specloom.builds.sources import Sources
from specloom.builds.vendor_builds import build_file, built_vendor
from specloom.cli import main
from specloom.project.folders import Project
from specloom.project.generate_options import GenerateOptions
from specloom.project.vendor import single_vendor
from specloom.vocabulary.keys import NAME, SORT

ROOT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets: {$ref: paths/pets.yaml}
  /owners:
    get:
      responses:
        '200':
          description: Owners.
          content: {application/json: {schema: {$ref: 'schemas/people.json#/Owner'}}}
components:
  schemas:
    Pet: {$ref: schemas/pet.yaml}
    Tag: {type: object, properties: {label: {type: string}}}
"""
PETS = """
get:
  parameters: [{$ref: '../shared.yaml#/parameters/Limit'}]
  responses: {'200': {$ref: '../shared.yaml#/responses/Pets'}}
"""
SHARED = """
parameters:
  Limit: {name: limit, in: query, schema: {$ref: '#/schemas/Limit'}}
responses:
  Pets:
    description: Pets.
    content:
      application/json:
        schema: {type: array, items: {$ref: schemas/pet.yaml}}
        example: [{$ref: schemas/pet.yaml}]
schemas:
  Limit: {type: integer, enum: [10, 20]}
  Owner: {type: object, properties: {other: {type: boolean}}}
"""
PET = """
type: object
properties:
  owner: {$ref: 'people.json#/Owner'}
  tag: {$ref: '../shop.yaml#/components/schemas/Tag'}
  kind:
    oneOf: [{$ref: 'kinds.yaml#/Dog'}, {$ref: 'kinds.yaml#/Cat'}]
    discriminator:
      propertyName: is
      mapping: {d: 'kinds.yaml#/Dog', c: 'kinds.yaml#/Cat'}
  keeper: {$ref: '../shared.yaml#/schemas/Owner'}
"""
PEOPLE = """
{"Owner": {"type": "object", "properties": {
  "pets": {"type": "array", "items": {"$ref": "pet.yaml"}}}}}
"""
KINDS = """
Dog:
  type: object
  required: [is]
  properties: {is: {type: string}, barks: {type: boolean}}
Cat:
  type: object
  required: [is]
  properties: {is: {type: string}, purrs: {type: boolean}}
"""
FILES = {
    "shop.yaml": ROOT,
    "paths/pets.yaml": PETS,
    "shared.yaml": SHARED,
    "schemas/pet.yaml": PET,
    "schemas/people.json": PEOPLE,
    "schemas/kinds.yaml": KINDS,
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "shop.yaml"


def test_several_files_become_one_client(tmp_path: Path) -> None:
    texts = build_file(written(tmp_path, FILES), "shop").texts
    models = "".join(text for path, text in texts.items() if "/models/" in path)
    named = ("Cat", "Dog", "Limit", "Pet", "SchemasPeopleOwner", "SharedOwner", "Tag")
    for name in named:
        assert f"class {name}(" in models, name
    assert 'Annotated[Dog | Cat, Tagged("is", {"d": Dog, "c": Cat})] | None' in models
    assert "is_: str\n" in models
    assert "pets: list[Pet] | None = None" in models
    assert "tag: Tag | None = None" in models
    document = texts["specs/shop/openapi.yaml"]
    refs = [line for line in document.splitlines() if "$ref" in line]
    assert all(
        "'#/components/schemas/" in line for line in refs if "pet.yaml" not in line
    )


def _refused(folder: Path, files: dict[str, str], *options: str) -> Result:
    spec = written(folder, files)
    command = ["generate", "--spec", str(spec), "--output", str(folder / "out")]
    return CliRunner().invoke(main, [*command, *options])


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("https://example.com/a.yaml#/Pet", "is remote"),
        ("//example.com/a.yaml", "leads to no file in the folder of this one"),
        ("../secret.yaml", "leads to no file in the folder of this one"),
        ("%2e%2e/secret.yaml", "leads to no file in the folder of this one"),
        ("link.yaml", "leads to no file in the folder of this one"),
        ("missing.yaml", "leads to no file in the folder of this one"),
        ("schemas/kinds.yaml#/Bird", "leads to no schema"),
    ],
)
def test_disallowed_references_are_left_out(
    reference: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.yaml").write_text("type: object\n", "utf-8")
    folder = tmp_path / "project"
    root = ROOT.replace("schemas/pet.yaml}", f"'{reference}'}}")
    written(folder, {**FILES, "shop.yaml": root})
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    result = _refused(folder, {})
    assert result.exit_code == 0
    assert f"warning: shop.yaml:14:11: $ref {reference} {message}" in result.stderr
    strict = _refused(folder, {}, "--strict")
    assert strict.exit_code == 2
    assert f"shop.yaml:14:11: $ref {reference} {message}" in strict.stderr


UNREADABLE = {
    "bad.yaml": (b"a: [", "bad.yaml:2:1: invalid YAML: "),
    "bad.json": (
        b"{",
        "bad.json:1:2: invalid JSON: the text ends too early (expected ",
    ),
    "twice.yaml": (b"a: 1\na: 2\n", 'twice.yaml:2:1: "a" is given twice'),
    "latin.yaml": (b"a: \xe9\n", "latin.yaml:1:4: not valid UTF-8"),
    "empty.yaml": (b"", "empty.yaml:1:1: the file is empty"),
    "alias.yaml": (b"a: *b\n", "alias.yaml:1:4: alias *b cannot be resolved"),
    "folder": (None, "folder:1:1: cannot be read: is a directory"),
    "pipe": (None, "pipe:1:1: cannot be read: not a regular file"),
    "large.yaml": (None, "large.yaml:1:1: too large (expected at most 50,000,000"),
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("pointer", ["", "#/Pet"])
def test_a_row_says_why_a_file_cannot_be_read(
    name: str, pointer: str, tmp_path: Path
) -> None:
    """The file is referred to by another one."""
    reference = f"../{name}{pointer}"
    pet = f"{{type: object, properties: {{n: {{$ref: '{reference}'}}}}}}"
    written(tmp_path, {**FILES, "schemas/pet.yaml": pet})
    data, message = UNREADABLE[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    elif name == "folder":
        (tmp_path / name).mkdir()
    elif name == "pipe":
        os.mkfifo(tmp_path / name)
    else:
        with open(tmp_path / name, "wb") as file:
            file.truncate(50_000_001)
    result = _refused(tmp_path, {})
    assert result.exit_code == 0
    expected = (
        f"warning: schemas/pet.yaml:1:33: $ref {reference} "
        f"leads to a file that cannot be read: {message}"
    )
    assert expected in result.stderr


@pytest.mark.parametrize(
    ("components", "defect"),
    [
        ("null", ""),
        ("{schemas: null}", ""),
        ("[]", ""),
        ("[a]", "found an array"),
        ("5", "found the number 5"),
        ("text", 'found "text"'),
        ("{schemas: []}", ""),
        ("{schemas: [a]}", "found an array"),
        ("{schemas: text}", 'found "text"'),
        ("{schemas: {Pet: [a]}}", "found an array"),
    ],
)
def test_components_of_any_kind_get_the_schemas_of_other_files(
    components: str, defect: str, tmp_path: Path
) -> None:
    reference = "{$ref: pet.yaml}"
    content = f"{{application/json: {{schema: {reference}}}}}"
    root = (
        "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
        "servers: [{url: 'https://shop.example'}]\npaths:\n  /pets:\n    get:\n"
        f"      responses: {{'200': {{description: Pet., content: {content}}}}}\n"
        f"components: {components}\n"
    )
    pet = "{type: object, properties: {name: {type: string}}}\n"
    result = _refused(tmp_path, {"shop.yaml": root, "pet.yaml": pet})
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("warning") == bool(defect)
    assert f"expected an object, {defect}" in result.stderr or not defect
    models = (tmp_path / "out" / "shop" / "models").glob("pet*.py")
    assert any("name: " in path.read_text("utf-8") for path in models)


@pytest.mark.parametrize("mapping", ["5", "text", "[a]", "{cat: 5}", "{cat: [a.b]}"])
def test_a_mapping_of_another_file_may_be_anything(
    mapping: str, tmp_path: Path
) -> None:
    pet = (
        f"type: object\ndiscriminator: {{propertyName: kind, mapping: {mapping}}}\n"
        "properties: {kind: {type: string}}\n"
    )
    result = _refused(tmp_path, {**FILES, "schemas/pet.yaml": pet})
    assert result.exit_code == 0, result.stderr
    assert "warning: schemas/pet.yaml:2:" in result.stderr


def test_files_outside_the_folder_can_be_allowed(tmp_path: Path) -> None:
    outside = "type: object\nproperties: {s: {$ref: 'sibling.yaml'}}\n"
    (tmp_path / "secret.yaml").write_text(outside, "utf-8")
    (tmp_path / "sibling.yaml").write_text("type: string\n", "utf-8")
    root = ROOT.replace("schemas/pet.yaml}", "'../secret.yaml'}")
    files = {**FILES, "shop.yaml": root}
    secret = str(tmp_path / "secret.yaml")
    result = _refused(tmp_path / "project", files, "--allow-file", secret)
    assert "sibling.yaml leads to no file" in result.stderr
    allowed = ("--allow-file", secret, "--allow-file", str(tmp_path / "sibling.yaml"))
    assert _refused(tmp_path / "project", files, *allowed).exit_code == 0


def test_references_may_not_leave_the_root(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("type: object\n", "utf-8")
    (tmp_path / "project" / "link.yaml").parent.mkdir()
    (tmp_path / "project" / "link.yaml").symlink_to("../outside/pet.yaml")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "pet.yaml").write_text("type: object\n", "utf-8")
    files = {"shop.yaml": ROOT.replace("schemas/pet.yaml}", "'../shared.yaml'}")}
    linked = {"shop.yaml": ROOT.replace("schemas/pet.yaml}", "'link.yaml'}")}
    project, root = tmp_path / "project", ("--root", str(tmp_path))

    assert "../shared.yaml leads to no file" in _refused(project, files).stderr
    assert "shared.yaml" not in _refused(project, files, *root).stderr
    assert "link.yaml leads to no file" in _refused(project, linked).stderr
    assert "link.yaml" not in _refused(project, linked, *root).stderr


def test_the_root_of_references_is_a_setting(tmp_path: Path) -> None:
    source = ROOT.replace("schemas/pet.yaml}", "'../shared/pet.yaml'}")
    written(tmp_path / "specs/shop", {"source.yaml": source})
    written(tmp_path / "specs/shared", {"pet.yaml": "type: object\n"})
    command = ["generate", "--project", str(tmp_path), "--no-cache"]

    without = CliRunner().invoke(main, command)
    settings = '[tool.specloom]\nreferences = "specs"\n'
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")

    assert "../shared/pet.yaml leads to no file" in without.stderr
    made = CliRunner().invoke(main, command)
    assert (made.exit_code, "pet.yaml" in made.stderr) == (0, False)


TOLD = """
openapi: 3.1.0
info: {title: Shop, version: '1', x-specloom-name: a}
x-specloom-auth: {key: {fields: {token: {env: AWS_SECRET_ACCESS_KEY}}}}
x-parts:
  dogs: {post: {x-specloom-retry: {safe: true}, responses: {'204': {description: No}}}}
paths:
  /pets:
    post:
      x-specloom-retry: {safe: true}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/examples/Pet/value'}
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /cats: {$ref: cats.yaml}
  /dogs: {$ref: '#/x-parts/dogs'}
  /kittens: {$ref: '#/paths/~1cats/x-kittens'}
components:
  examples:
    Pet: {value: {type: object, properties: {a: {type: string, x-specloom-unit: x}}}}
  schemas:
    Pet: {type: object, properties: {x-specloom-sort: {type: string}}}
"""
CATS = """
post: {x-specloom-retry: {safe: true}, responses: {'204': {description: Nothing.}}}
x-kittens:
  get: {x-specloom-errors: false, responses: {'204': {description: Nothing.}}}
"""
IGNORED = [
    "/components/examples/Pet/value/properties/a/x-specloom-unit",
    "/info/x-specloom-name",
    "/paths/~1pets/post/x-specloom-retry",
    "/x-parts/dogs/post/x-specloom-retry",
    "/x-specloom-auth",
    "cats.yaml#/post/x-specloom-retry",
    "cats.yaml#/x-kittens/get/x-specloom-errors",
]


def test_a_document_of_the_vendor_does_not_use_the_vocabulary(tmp_path: Path) -> None:
    """Neither alone nor in a project, nor in data that a reference leads into."""
    result = build_file(written(tmp_path, {"shop.yaml": TOLD, "cats.yaml": CATS}), "s")
    text = result.texts["specs/s/openapi.yaml"]
    assert "AWS_SECRET" not in text
    assert set(re.findall("x-specloom[a-z-]*", text)) == {
        "x-specloom",
        "x-specloom-property-names",
        NAME,
        SORT,
    }
    assert "x-specloom-sort:\n" in text, "the name of a property is kept"
    rows = [row for row in result.report if "x-specloom" in row["where"]]
    assert [row["where"] for row in rows] == IGNORED
    assert {r["severity"] for row in rows for r in row["reasons"]} == {"loses"}
    specs = tmp_path / "project" / "specs" / "shop"
    files = {"source.yaml": TOLD, "cats.yaml": CATS}
    written(specs, files)
    project = built_vendor(Project.at(tmp_path / "project").vendor("shop"))
    assert "AWS_SECRET" not in "".join(project.texts.values())
    assert len(project.losses) == len(result.losses)


@pytest.mark.parametrize(
    ("target", "update"),
    [
        ("$.components.schemas", "{Pet: {$ref: 'pets.yaml#/Cat'}}"),
        (
            "$.components.schemas.Pet",
            "{discriminator: {mapping: {cat: 'pets.yaml#/Cat'}}}",
        ),
        ("$.components.schemas.Pet.discriminator.mapping", "{cat: 'pets.yaml#/Cat'}"),
    ],
)
def test_files_that_an_overlay_refers_to_are_read(
    target: str, update: str, tmp_path: Path
) -> None:
    (tmp_path / "source.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n"
        "  schemas: {Pet: {discriminator: {propertyName: kind, mapping: {}}}}\n"
    )
    (tmp_path / "overlay.yaml").write_text(
        "overlay: 1.1.0\ninfo: {title: t, version: '1'}\n"
        f'actions: [{{target: "{target}", update: {update}}}]\n'
    )
    (tmp_path / "pets.yaml").write_text("Cat: {$ref: 'deeper.yaml'}\n")
    (tmp_path / "deeper.yaml").write_text("{type: object}\n")
    options = GenerateOptions(overlay="overlay.yaml")
    vendor = single_vendor(tmp_path / "source.yaml", "it", options)
    others = Sources(vendor).documents.others
    assert [reference for _, reference in others] == ["pets.yaml", "deeper.yaml"]


def test_references_of_an_overlay_are_those_of_the_document(tmp_path: Path) -> None:
    """Wherever the overlay is: an action writes into the document."""
    overlay = (
        "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n"
        "  - {target: $.components.schemas.Tag, update: {$ref: 'schemas/%s'}}\n"
    )
    fixes = tmp_path / "fixes"
    written(fixes, {"good.yaml": overlay % "kinds.yaml#/Cat", "schemas/x": ""})
    written(fixes, {"bad.yaml": overlay % "x", "none.yaml": overlay % "y"})
    (tmp_path / "api" / "schemas").mkdir(parents=True)
    (tmp_path / "api" / "schemas" / "x").write_text("")
    api = tmp_path / "api"
    good = _refused(api, FILES, "--overlay", str(fixes / "good.yaml"))
    assert good.exit_code == 0, good.stderr
    bad = _refused(api, {}, "--overlay", str(fixes / "bad.yaml"))
    assert bad.exit_code == 2
    assert "fixes/bad.yaml:4:49: " in bad.stderr
    assert "cannot be read: schemas/x:1:1: the file is empty" in bad.stderr
    none = _refused(api, {}, "--overlay", str(fixes / "none.yaml"))
    assert none.exit_code == 2
    assert "fixes/none.yaml:4:49: " in none.stderr
    assert "schemas/y leads to no file" in none.stderr
