"""Test each setting of a project with values of every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_cases import GOLDEN
from next_lines import without_next
from specloom import cli
from specloom.project.settings import SETTINGS

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
FOLDERS = ("specs", "output", "references")
WRONG_TYPES = ("5", "1.5", "nan", "true", "[]", '["a"]', "{}", "1979-05-27")
NO_FOLDERS = ["", " ", "..", "a/../..", "/tmp", "link", "link/x", "loop", "a\\u0000b"]
NO_FOLDERS += ["a\\nb", "a\\u202eb", "n" * 256, "file", "file/x"]
NO_PACKAGES = ["", " ", ".", "..", "/tmp", "a/b", "a.b", "a b", "a\\nb", "a\\u0000b"]
NO_PACKAGES += ["class", "None", "Ünï", "__init__", "tests", "specs", "json"]
NO_PACKAGES += ["descriptions", "dist", "hatch_build"]
NO_PACKAGES += ["specloom_runtime", "n" * 256]
LISTS = ("authors", "license-files", "keywords", "classifiers", "dependencies")
TABLES = ("urls", "client-names")
OF_TYPE = {
    **{name: ("[]", '["a"]') for name in LISTS},
    **{name: ("{}",) for name in TABLES},
}
"""The values of `WRONG_TYPES` that have the type of a setting."""
TEXTS = {
    "distribution": ("", " ", "-a", "a-", "a b", "ä", "specloom", "Specloom_Runtime"),
    "version": ("", " ", "x", "1.0 ", "v", "1.0-", "Tag", "1..0", "1.0+é"),
    "description": ("", " ", " a", "a\\nb", "a\\u202eb", "n" * 513),
    "license": ("", " ", "mine", "MIT OR", "MIT;", "(MIT", "MIT\\n"),
}
CASES = [
    *(
        (name, value)
        for name in SETTINGS
        for value in WRONG_TYPES
        if value not in OF_TYPE.get(name, ())
    ),
    *((name, f'"{value}"') for name in TEXTS for value in TEXTS[name]),
    *((name, f'"{value}"') for name in FOLDERS for value in NO_FOLDERS),
    *((name, '"."') for name in ("specs", "output")),
    *(("output", f'"{value}"') for value in ("specs", "./specs", "specs/tiny/x")),
    *(("output", f'"{value}"') for value in ("inside", "inside/x")),
    *(("specs", f'"{value}"') for value in ("generated", "generated/specs")),
    *(("references", f'"{value}"') for value in ("missing", "specs/missing")),
    *(("package", f'"{value}"') for value in NO_PACKAGES),
    *(("formatter", f'"{value}"') for value in ("", " ", "Black", "null", "r\\nuff")),
    *((name, '"x"') for name in ("outptu", "Output", "vendors", "''", '"a b"')),
]


def run(folder: Path, settings: str) -> tuple[int, str]:
    """Return the exit status and standard error of `generate` with settings."""
    (folder / "specs" / "tiny").mkdir(parents=True)
    (folder / "specs" / "tiny" / "source.yaml").write_bytes(SOURCE.read_bytes())
    (folder / "link").symlink_to(folder.parent)
    (folder / "inside").symlink_to("specs/tiny")
    (folder / "loop").symlink_to("loop")
    (folder / "file").write_text("", "utf-8")
    (folder / "pyproject.toml").write_text(settings, "utf-8")
    result = CliRunner().invoke(cli.main, ["generate", "--project", str(folder)])
    return result.exit_code, without_next(result.stderr)


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_setting_is_one_line_with_its_place(
    name: str, value: str, tmp_path: Path
) -> None:
    """Nothing is written."""
    folder = tmp_path / "project"
    toml = f'[project]\nname = "x"\n\n[tool.specloom]\n  {name} = {value}\n'
    status, stderr = run(folder, toml)
    assert status == 2, stderr
    assert stderr.startswith("pyproject.toml:5:3: tool.specloom."), stderr
    assert stderr.count("\n") == 1 and "(" in stderr and "expected " in stderr
    assert [path.name for path in (folder / "specs" / "tiny").iterdir()] == [
        SOURCE.name
    ]
    assert not (folder / "generated").exists()


WRONG_MEMBERS = [
    *((name, f"[{value}]", "[0]") for name in LISTS for value in ("5", "[]", '""')),
    *((name, '["a", 5]', "[1]") for name in ("keywords", "dependencies")),
    *(("license-files", f'["{path}"]', "[0]") for path in NO_FOLDERS[:-2]),
    *(("license-files", f'["{path}"]', "[0]") for path in (".", "specs", "L*")),
    *(("license-files", f'["{path}"]', "[0]") for path in ("./file", "x//y", "[f]ile")),
    *(
        ("dependencies", f'["{each}"]', "[0]")
        for each in ("a @ ../b", "Specloom.Clients", "a @ https://b.example/{root:uri}")
    ),
    ("license-files", '["file", "file"]', "[1]"),
    ("authors", "[{email = 'é@b.example'}]", "[0].email"),
    *(("authors", f"[{value}]", "[0]") for value in ("{}", '"Ann <a@b.example>"')),
    *(("authors", f"[{{{each} = 'x'}}]", f"[0].{each}") for each in ("mail", "email")),
    *(("authors", f"[{{name = '{each}'}}]", "[0].name") for each in ("", "a, b", " a")),
    *(("authors", f"[{{email = '{each}'}}]", "[0].email") for each in ("@", "a@b,c@d")),
    ("authors", "[{name = 'Ann'}, {name = 5}]", "[1].name"),
    *(("keywords", f'["{each}"]', "[0]") for each in (" ", "a,b", "a\\nb")),
    *(("classifiers", f'["{each}"]', "[0]") for each in ("Private", " :: ", "a ::b")),
    *(("dependencies", f'["{each}"]', "[0]") for each in ("a b", "a>=", "a;b", "-e .")),
    *(("urls", f"{{a = '{each}'}}", ".a") for each in ("", "x.example", "ftp://x.y")),
    *(("urls", f"{{a = '{each}'}}", ".a") for each in ("http://", "https://a b", "é")),
    *(("urls", f"{{a = '{each}'}}", ".a") for each in ("http://[a", "http://a:x/")),
    ("urls", "{a = 5}", ".a"),
    ("urls", "{\"a,b\" = 'https://x.example'}", '."a,b"'),
    ("urls", f"{{{'n' * 33} = 'https://x.example'}}", f".{'n' * 33}"),
    *(("client-names", f"{{tiny = '{each}'}}", ".tiny") for each in ("", "acme", "É")),
    *(
        ("client-names", f"{{tiny = '{each}'}}", ".tiny")
        for each in ("A b", "A-B", "1")
    ),
    *(("client-names", f"{{tiny = '{each}'}}", ".tiny") for each in ("None", "Client")),
    *(("client-names", f"{{tiny = '{each}'}}", ".tiny") for each in ("SERVICE", "A.B")),
    ("client-names", "{tiny = 5}", ".tiny"),
    ("client-names", "{tinny = 'Tiny'}", ""),
]


@pytest.mark.parametrize(("name", "value", "part"), WRONG_MEMBERS)
def test_a_wrong_member_is_one_line_with_its_place(
    name: str, value: str, part: str, tmp_path: Path
) -> None:
    """The value may be in an array, in an inline table or in a table of its own."""
    folder = tmp_path / "project"
    head = f"[tool.specloom]\n{name} = "
    status, stderr = run(folder, f"{head}{value}\n")
    start = (
        f"pyproject.toml:2:(?P<column>[0-9]+): tool.specloom.{re.escape(name + part)}"
    )
    found = re.match(rf"{start}[: ]", stderr)
    assert found and stderr.count("\n") == 1 and "(" in stderr and "expected " in stderr
    line = f"{name} = {value}"[int(found["column"]) - 1 :]
    last = re.split(r"[.\[]", part or ".tinny")[-1]
    if last[-1] == "]":  # The element at this index begins there.
        assert line[0] in "5[{\"'" and f"{name} = {value}".count(
            ",", 0, -len(line)
        ) == int(last[:-1])
    else:
        assert line.startswith(last)
    assert not (folder / "generated").exists() and status == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("references", "."),
        ("references", "specs"),
        ("references", "./specs/tiny/.."),
        ("output", "a/b"),
        ("output", "Ünï"),
        ("output", "specs2"),
        ("specs", "./specs"),
        ("package", "link"),
        ("formatter", "black"),
    ],
)
def test_valid_settings(name: str, value: str, tmp_path: Path) -> None:
    status, stderr = run(
        tmp_path / "project", f"tool = {{specloom.{name} = '{value}'}}"
    )
    assert (status, stderr) == (0, "")


@pytest.mark.parametrize(
    ("toml", "place", "says"),
    [
        (b"[tool.specloom\n", "1:15", "invalid TOML: Expected ']'"),
        (b"[tool.specloom]\nspecs = \n", "2:9", "invalid TOML: Invalid value"),
        (b"a = 1\na = 2\n", "2:6", "invalid TOML: Cannot overwrite a value"),
        (b"a = '''x", "1:9", "invalid TOML: Expected"),
        (b"a = 1\nb = '\xff'\n", "2:6", "not valid UTF-8"),
        ("a = 1\n".encode("utf-16"), "1:1", "not valid UTF-8"),
        (b"a = " + b"[" * 9000, "1:1", "invalid TOML: "),
    ],
)
def test_what_is_not_toml_has_its_place(
    toml: bytes, place: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(toml)
    result = CliRunner().invoke(cli.main, ["generate", "--project", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pyproject.toml:{place}: {says}")
    assert result.stderr.count("\n") == 1 and "(at " not in result.stderr


def test_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert run(tmp_path / "project", "\ufeff[tool.specloom]\nspecs = 'specs'\n")[0] == 0
