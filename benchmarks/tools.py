"""The generators that `make bench-generate` compares, and what each one writes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from processes import Run

HERE = Path(__file__).parent
WORK = HERE / ".work"
OURS = "specloom"
SAME_JOB = "specloom, package only"
OPENAPI_TS = "openapi-ts"
PYTHON_CLIENT = "openapi-python-client"
OPENAPI_GENERATOR = "openapi-generator"
MODELS_ONLY = "datamodel-code-generator"
PACKAGES = {
    PYTHON_CLIENT: ("openapi-python-client==0.29.1", "ruff==0.17.6", "httpx==0.28.1"),
    OPENAPI_GENERATOR: ("openapi-generator-cli==7.26.0",),
    MODELS_ONLY: ("datamodel-code-generator==0.89.0",),
}
NORMALIZER = "REMOVE_PROPERTIES_FROM_TYPE_OTHER_THAN_OBJECT"
LITERALS = WORK / "literal_enums.yaml"
Command = Callable[[Path, Path], list[str | Path]]


@dataclass(frozen=True)
class Tool:
    """A generator.

    Args:
        command: returns the command that generates from a document into a folder.
        emitted: returns the number of operations in what a run wrote to the folder;
            None for a tool that writes models only.
        slow: whether it is run in fewer rounds.
        env: the variables that its processes have.
        instead: the command for documents that `command` refuses for reasons that an
            option removes.
        refusal: the text that the tool prints if it refuses for such a reason.
        note: what is different about `instead`.
    """

    command: Command
    emitted: Callable[[Path, Run], int] | None
    slow: bool = False
    env: tuple[tuple[str, str], ...] = ()
    instead: Command | None = None
    refusal: str = ""
    note: str = ""

    def can_be_repeated(self, run: Run) -> bool:
        """Return whether a run failed for a reason that an option removes."""
        said = " ".join(f"{run.text}\n{run.errors}".split())
        return bool(self.instead and run.status and self.refusal in said)


def binary(home: str, name: str) -> Path:
    """Return the path of a program in the environment of a tool."""
    return WORK / home / "bin" / name


def specloom(document: Path, output: Path) -> list[str | Path]:
    tool = [Path(sys.executable), "-m", "specloom", "generate", "--json"]
    return [*tool, "--spec", document, "--output", output, "--package", "client"]


def package_only(document: Path, output: Path) -> list[str | Path]:
    return [*specloom(document, output), "--package-only", "--no-cache"]


def openapi_ts(document: Path, output: Path) -> list[str | Path]:
    tool = WORK / OPENAPI_TS / "node_modules" / ".bin" / "openapi-ts"
    client = ["--client", "@hey-api/client-fetch", "--no-log-file"]
    return [tool, "--input", document, "--output", output, *client]


def openapi_python_client(document: Path, output: Path) -> list[str | Path]:
    tool = binary(PYTHON_CLIENT, "openapi-python-client")
    where = ["--path", document, "--output-path", output / "client"]
    return [tool, "generate", *where, "--meta", "none"]


def with_literals(document: Path, output: Path) -> list[str | Path]:
    return [*openapi_python_client(document, output), "--config", LITERALS]


def openapi_generator(document: Path, output: Path) -> list[str | Path]:
    tool = binary(OPENAPI_GENERATOR, "openapi-generator-cli")
    kind = ["-g", "python", "--skip-validate-spec"]
    return [tool, "generate", *kind, "-i", document, "-o", output]


def with_normalizer(document: Path, output: Path) -> list[str | Path]:
    option = f"{NORMALIZER}=true"
    return [*openapi_generator(document, output), "--openapi-normalizer", option]


def datamodel_code_generator(
    document: Path, output: Path, form: str = "openapi"
) -> list[str | Path]:
    tool = binary(MODELS_ONLY, "datamodel-codegen")
    kind = ["--output-model-type", "pydantic_v2.BaseModel"]
    where = ["--input", document, "--input-file-type", form]
    # A folder, because names with dots in them become modules.
    return [tool, *where, "--output", output / "models", *kind]


def from_json_schema(document: Path, output: Path) -> list[str | Path]:
    return datamodel_code_generator(document, output, "jsonschema")


def reported(output: Path, run: Run) -> int:
    """Return the number of operations in Specloom's summary of a run."""
    return int(sum(each["operations"] for each in json.loads(run.text)["vendors"]))


def functions(output: Path, run: Run) -> int:
    """Return the number of functions that openapi-ts wrote, one for each operation."""
    text = (output / "sdk.gen.ts").read_text("utf-8")
    return len(re.findall(r"^export const \w+ = <", text, re.MULTILINE))


def modules(output: Path, run: Run) -> int:
    """Return the number of modules with an operation by openapi-python-client."""
    found = (output / "client" / "api").glob("*/*.py")
    return sum(path.name != "__init__.py" for path in found)


def methods(output: Path, run: Run) -> int:
    """Return the number of methods of openapi-generator, each name counted once.

    An operation with several tags has a method in several classes.
    """
    texts = (
        path.read_text("utf-8")
        for path in (output / "openapi_client" / "api").glob("*.py")
    )
    pattern = re.compile(r"^    def (\w+)_with_http_info\(", re.MULTILINE)
    return len({name for text in texts for name in pattern.findall(text)})


OWN: dict[str, Tool] = {
    OURS: Tool(specloom, reported),
    SAME_JOB: Tool(package_only, reported),
}
TOOLS: dict[str, Tool] = {
    **OWN,
    OPENAPI_TS: Tool(openapi_ts, functions),
    PYTHON_CLIENT: Tool(
        openapi_python_client,
        modules,
        instead=with_literals,
        refusal="consider setting literal_enums",
        note="openapi-python-client with `literal_enums: true`",
    ),
    OPENAPI_GENERATOR: Tool(
        openapi_generator,
        methods,
        slow=True,
        # Its limit of 3 MB refuses large documents.
        env=(("JAVA_TOOL_OPTIONS", "-DmaxYamlCodePoints=99999999"),),
        instead=with_normalizer,
        refusal=NORMALIZER,
        note=f"openapi-generator with the normalizer `{NORMALIZER}`",
    ),
    MODELS_ONLY: Tool(
        datamodel_code_generator,
        None,
        slow=True,
        instead=from_json_schema,
        refusal="Models not found",
        note="datamodel-code-generator reads it as JSON Schema",
    ),
}


def prepare() -> None:
    """Make each environment that is not there in the versions that are pinned."""
    WORK.mkdir(exist_ok=True)
    LITERALS.write_text("literal_enums: true\n", "utf-8")
    for home, packages in PACKAGES.items():
        _once(home, "\n".join(packages), _python_environment)
    pinned = (HERE / OPENAPI_TS / "package-lock.json").read_text("utf-8")
    _once(OPENAPI_TS, pinned, _node_environment)
    compile_byte_code()


def compile_byte_code() -> None:
    """Compile Specloom and the libraries of its environment, as installers do."""
    folders = {
        Path(module.__file__ or "").parent
        for name in ("specloom", "specloom_runtime")
        if (module := __import__(name))
    }
    libraries = Path(json.__file__).parent.parent
    packages = Path(sys.prefix) / "lib" / libraries.name / "site-packages"
    command = [sys.executable, "-m", "compileall", "-q", *folders, packages]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def _once(home: str, pinned: str, make: Callable[[str], None]) -> None:
    """Make an environment, unless it is there and has what is pinned."""
    ready = WORK / home / ".ready"
    if not ready.exists() or ready.read_text("utf-8") != pinned:
        make(home)
        ready.write_text(pinned, "utf-8")


def _python_environment(home: str) -> None:
    venv.create(WORK / home, with_pip=True, clear=True)
    pip = [binary(home, "python"), "-m", "pip", "install", "--quiet", "--compile"]
    subprocess.run([*pip, *PACKAGES[home]], check=True)


def _node_environment(home: str) -> None:
    shutil.rmtree(WORK / home, ignore_errors=True)
    (WORK / home).mkdir()
    for path in (HERE / home).iterdir():
        shutil.copy(path, WORK / home)
    subprocess.run(["npm", "ci", "--silent", "--prefix", WORK / home], check=True)


def versions() -> str:
    """Return the versions of the peers, and of what runs them."""
    package = json.loads((HERE / OPENAPI_TS / "package.json").read_text("utf-8"))
    pinned = [f"{name} {at}" for name, at in package["dependencies"].items()]
    pinned += [each.replace("==", " ") for found in PACKAGES.values() for each in found]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True)
    pinned.append(f"Node.js {node.stdout.strip().lstrip('v')}")
    pinned.append(java.stderr.partition("\n")[0].replace('"', ""))
    return ", ".join(pinned)
