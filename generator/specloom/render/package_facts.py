"""What the documents of a distribution say about one vendor, as JSON data.

The facts are stored with the result of a build, so that the documents can be written
again when another vendor or a setting changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..ir import Package
from ..printing.plain_text import first_sentence, one_line
from .api_page import ApiPage
from .usage_examples import UsageExamples


@dataclass(frozen=True, kw_only=True)
class PackageFacts:
    """The facts about one vendor's package, and examples of its use.

    A tuple is the lines of an example, unless declared otherwise. Examples of what
    the package does not have are empty.

    Attributes:
        module: the dotted name of the package.
        folder: its folder, relative to that of the documents; "" for the same.
        title: the title of the API; any text on one line.
        summary: the first sentence of its description; any text on one line.
        client: the name of the client's class.
        variable: the variable of the client in the examples.
        variables: the environment variables that `from_env` reads.
        environments: the names of the servers; empty for a single one.
        has_choice: whether one of several sets of credentials is sufficient.
        constructed: an expression that creates a client, with placeholders.
        faked: how a client for tests is created.
        first_call: a script with one call.
        create: how a client is created.
        fake: a test without a network.
        asynchronous: a script with one call of the asynchronous client.
        tried: a call that sends one request at once.
        call: a method with one result, and its arguments if it has any.
        list_call: the call of a list that is read page by page.
        item: a name for an item of the list.
        list_name: a name for the list itself.
        list_arguments: the names of the runtime's arguments of all such lists, sorted.
        parts_call: the call of a list whose items have parts.
        filtered: a list with a filter.
        edit: a call of `edit`.
        stream: the call of a stream.
        webhook: the name of a webhook.
        api: the part of api.md about the vendor.
    """

    module: str
    folder: str
    title: str
    summary: str
    client: str
    variable: str
    variables: tuple[str, ...]
    environments: tuple[str, ...]
    has_choice: bool
    constructed: str
    faked: tuple[str, ...]
    first_call: tuple[str, ...]
    create: tuple[str, ...]
    fake: tuple[str, ...]
    asynchronous: tuple[str, ...]
    tried: str
    call: tuple[str, ...]
    list_call: str
    item: str
    list_name: str
    list_arguments: tuple[str, ...]
    parts_call: str
    filtered: tuple[str, ...]
    edit: str
    stream: str
    webhook: str
    api: str

    @property
    def number_of_features(self) -> int:
        """How many kinds of calls the examples can show."""
        shown = (self.call, self.list_call, self.filtered, self.edit, self.stream)
        return sum(map(bool, shown))

    def as_json(self) -> dict[str, Any]:
        """Return the facts as JSON data; `stored_facts` reads them."""
        return {n: [*v] if isinstance(v, tuple) else v for n, v in asdict(self).items()}


def package_facts(package: Package, *, module: str, folder: str) -> PackageFacts:
    """Return the facts about a package.

    Args:
        package: the package.
        module: its dotted name.
        folder: its folder, relative to that of api.md; "" for the same.
    """
    examples = UsageExamples(package, module)
    client, service, variable = package.client, package.service, examples.variable
    return PackageFacts(
        module=module,
        folder=folder,
        title=one_line(package.title),
        summary=first_sentence(client.description),
        client=client.name,
        variable=variable,
        variables=tuple(service.env.values()),
        environments=client.environments,
        has_choice=len(client.overloads) > 1,
        constructed=f"{client.name}({', '.join(examples.clients.placeholders)})",
        faked=tuple(examples.clients.faked(f"{variable} = ")),
        first_call=tuple(examples.first_call()),
        create=tuple(examples.create()),
        fake=tuple(examples.fake()),
        asynchronous=tuple(examples.asynchronous()),
        tried=examples.tried(),
        call=tuple(examples.plain_call()),
        list_call=examples.paged_list(),
        item=examples.item(),
        list_name=examples.list_name(),
        list_arguments=tuple(examples.list_arguments()),
        parts_call=examples.parts_list(),
        filtered=tuple(examples.filtered()),
        edit=examples.edit(),
        stream=examples.stream(),
        webhook=package.webhooks[0].name if package.webhooks else "",
        api="\n".join(ApiPage(package, module, folder).lines()) + "\n",
    )


def stored_facts(entry: Mapping[str, Any]) -> PackageFacts:
    """Return facts from their JSON data."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.items()
    }
    return PackageFacts(**values)
