"""The messages about invalid input, with an example of each and what to do."""

from __future__ import annotations

import inspect
import re

import yaml
from broken_table import TABLES
from golden_cases import BROKEN
from specloom.messages import Message

from .markdown import anchor, code, page, plain, quote, table

TOPICS = {
    "a project and its folders": (
        "projects",
        "Change the line of `pyproject.toml` that the message names, or the folder. "
        "The values that are allowed are on the page [Settings](../settings.md).",
    ),
    "files that would be written or replaced": (
        "outputs",
        "Nothing was written. Move the file away, write to another place, or name the "
        "file with `--overwrite` if it may be replaced.",
    ),
    "files that cannot be read as YAML, JSON or OpenAPI": (
        "files",
        "Mend the file at the line and column. If the vendor publishes it like that, "
        "mend a copy: these are the only defects that an overlay cannot repair.",
    ),
    "what a comparison starts from: revisions, releases and wheels": (
        "baselines",
        "Name a revision, tag or wheel that exists, or fetch the history of git.",
    ),
    "`x-specloom-*` keys: their places and their values": (
        "keys",
        "Compare the key with [its page](../keys/index.md): where it stands, and which "
        "members and values it has. `specloom schema KEY` prints its JSON Schema.",
    ),
    "an overlay's actions and rules": (
        "overlays",
        "Mend the action or rule that the message names "
        "([overlays](../../overlays.md)). `specloom overlay check SOURCE "
        "OVERLAY` shows what each action does.",
    ),
    "a document that cannot be normalized": (
        "normalizing",
        "Repair the document in the overlay, or select other operations.",
    ),
    "losses.yaml": (
        "losses",
        "`specloom accept VENDOR --reason TEXT` writes this file.",
    ),
    "accepted-changes.yaml": (
        "accepted-changes",
        "`specloom report --accept FINGERPRINT` writes this file; remove the entries "
        "that are no longer needed.",
    ),
    "the names of operations": (
        "names",
        "Change the name in `names.yaml` of the vendor, or set `x-specloom-name` in "
        "the overlay ([names](../keys/names.md)).",
    ),
    "a normalized document whose parts do not fit together": (
        "documents",
        "A key refers to a part of the document that is not there, or is of another "
        "kind. The message lists what there is. Mend the key in the overlay, or add "
        "the part that the vendor forgot.",
    ),
    "views over several vendors": (
        "views",
        "Mend the file of the view ([views](../../views.md)).",
    ),
}
"""For each comment in the list of messages: the name of a page, and what to do."""
ADVICE = {
    "INVALID_TOML": "Mend the syntax of the file at this line.",
    "DUPLICATE_KEY": "Remove one of the two members.",
    "INVALID_YAML": "Mend the syntax of the file at this line.",
    "INVALID_JSON": "Mend the syntax of the file at this line.",
    "UNKNOWN_KEY": "Correct the spelling, or remove the key.",
    "INVALID_PACKAGE_NAME": "Rename the folder: lower-case ASCII letters, digits and "
    "single underscores, no digit first, and no keyword of Python.",
    "RENAMED_KEY": "Write the new name; all of them are in the table of renamed keys "
    "on the page of keys.",
    "UNKNOWN_MEMBER": "Correct the spelling, or remove the member.",
    "MISSING_MEMBER": "Add the member.",
    "NOT_A_CHOICE": "Write one of the values in the message.",
    "UNKNOWN_SCHEME": "Refer to a scheme of the list, or define this one at the root.",
    "INVALID_TARGET": "Write a JSONPath of RFC 9535.",
    "INVALID_COPY": "Write a JSONPath of RFC 9535.",
    "INVALID_RULE": "Write a JSONPath of RFC 9535.",
    "READER_WITHOUT_MEMBER": "Select fewer nodes in `where`, or read another member.",
    "READER_WITHOUT_ARRAY": "Write the location of the list, instead of `array-of`.",
    "INVALID_PART": "Change the action so that the part stays valid.",
    "LOSS": "Repair what the loss names in the overlay, or leave `--strict` out.",
    "LOST_OPERATION": "Do what the message says; `specloom update` has options for it.",
    "REPEATED_NAME": "Remove one of the two.",
    "UNDECLARED_PATH_PARAMETER": "Declare the parameter in the overlay.",
    "UNKNOWN_SECURITY_SCHEME": "Refer to a scheme of the list, or declare this one.",
    "CREDENTIAL_WITHOUT_LOCATION": "Add the location, or declare the scheme.",
    "UNKNOWN_LOGIN": "Name the operation as `POST /login`.",
    "DANGLING_SCHEMA": "Refer to a component that exists.",
    "NO_PROPERTY": "Name one of the properties in the message.",
    "NO_PARAMETER": "Name one of the parameters in the message.",
    "NO_ROLE": "Add the location to `request` or `response` of the scheme.",
    "NO_END_ROLE": "Add the location to `response`, or leave this mark out.",
    "UNKNOWN_COMPONENT": "Name one of the components in the message.",
    "NOT_ONE_FORM": "Keep one of the members in the message.",
    "WITHOUT_OPERATOR": "Name a property that can be filtered with this operator, or "
    "declare the operator for it.",
    "DIRECTION_ELSEWHERE": "Move the direction to the same part of the request.",
    "UNKNOWN_GRAMMAR": "Name one of the grammars in the message.",
    "OTHER_GRAMMAR_FAMILY": "Leave the member out, or choose another grammar.",
    "MISSING_GRAMMAR_FIELD": "Add the member to the grammar.",
    "INVALID_FIELD_PATTERN": "Correct the regular expression.",
    "WRONG_PLACEHOLDERS": "Write each placeholder of the message once.",
    "UNKNOWN_VENDOR": "Name one of the vendors in the message.",
    "UNKNOWN_FIELD": "Name one of the fields in the message.",
    "UNKNOWN_OPERATION": "Name an operation of the vendor, as in its `names.yaml`.",
    "UNMAPPED_FIELD": "Add the path of the value, or make the field optional.",
    "UNKNOWN_TEXT": "Write one of the values in the message.",
}
"""What to do about the messages whose text does not say what was expected."""
INTRODUCTION = """\
An error about invalid input is one line for each problem: `file:line:column: what is
wrong (what was expected)`. The exit status is 2, and nothing is written. These pages
list all messages by their subject, each with an example and with what to do. The
words in braces depend on the input."""


def pages() -> dict[str, str]:
    """Return a page for each subject, and the page of all messages."""
    groups = _groups()
    examples = _examples()
    texts = {
        f"messages/{_slug(title)}.md": page(
            f"Messages about {_shown(title)}",
            _advice(title),
            *(_section(each, examples.get(each.id, "")) for each in messages),
        )
        for title, messages in groups.items()
    }
    rows = [
        (
            f"[{_capitalized(_shown(title))}]({_slug(title)}.md)",
            ", ".join(f"[{m.id}]({_slug(title)}.md#{anchor(m.id)})" for m in messages),
        )
        for title, messages in groups.items()
    ]
    index = page("Messages", INTRODUCTION, table(("subject", "messages"), rows))
    return {"messages/index.md": index, **texts}


def _groups() -> dict[str, list[Message]]:
    """Return the messages under each comment of their list."""
    groups: dict[str, list[Message]] = {}
    title = ""
    for line in inspect.getsource(Message).splitlines():
        if found := re.fullmatch(r"    # Messages about (.*)\.", line):
            title = found[1]
        elif (found := re.match(r"    ([A-Z][A-Z_0-9]*) = ", line)) and title:
            groups.setdefault(title, []).append(Message[found[1]])
    return groups


def _shown(title: str) -> str:
    """Return a subject in Markdown; it can be the name of a file."""
    return code(title) if title.endswith(".yaml") else title


def _capitalized(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _slug(title: str) -> str:
    return TOPICS[title][0] if title in TOPICS else "-".join(title.split()[:3])


def _advice(title: str) -> str:
    return TOPICS[title][1] if title in TOPICS else ""


def _section(message: Message, example: str) -> str:
    parts = [f"## {message.id}", quote(message.template)]
    if example and example != message.template:
        parts += ["For example:", quote(example)]
    if message.name in ADVICE:
        parts.append(f"What to do: {plain(ADVICE[message.name])}")
    return "\n\n".join(parts)


def _examples() -> dict[str, str]:
    """Return a line for each message, from the cases that the tests run."""
    found: dict[str, str] = {}
    for path in TABLES:
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"]:
            line = str(case.get("says", "")).partition("\n")[0].replace("FOLDER/", "")
            if line and len(line) < len(found.get(case["message"], line + " ")):
                found[case["message"]] = line
    for case in BROKEN:
        for line in (case / "stderr.txt").read_text("utf-8").splitlines():
            for message in Message:
                if message.id not in found and _pattern(message).search(line):
                    found[message.id] = line
    return found


def _pattern(message: Message) -> re.Pattern[str]:
    """Return a pattern of the texts that a message can have."""
    parts = re.split(r"(\{\{|\}\}|\{[^{}]*\})", message.template)
    texts = {"{{": r"\{", "}}": r"\}"}
    return re.compile(
        ": ?"
        + "".join(
            texts.get(part, ".*" if part.startswith("{") else re.escape(part))
            for part in parts
        )
        + "$"
    )
