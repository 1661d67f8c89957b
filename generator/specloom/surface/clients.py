"""Compare the client classes and the webhooks of two packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..changes import PythonEffect
from ..ir import Argument, Webhook
from ..printing.signatures import parameters_text, type_text
from .arguments import ArgumentComparison
from .surface_change import Kind, Pointer, SurfaceChange
from .type_relations import TypeRelations
from .variables import breaking_unless

_SECURITY: Pointer = ("security",)
_SERVERS: Pointer = ("servers",)


@dataclass(frozen=True)
class ClientComparison:
    """The comparison of the client classes and webhooks of two packages.

    Attributes:
        relations: the types of both packages.
        root: the dotted name of the package.
    """

    relations: TypeRelations
    root: str

    def changes(self) -> Iterator[SurfaceChange]:
        """Yield the differences."""
        old, new = self.relations.old.package, self.relations.new.package
        if old.client.name != new.client.name:
            yield self._change(
                "client-renamed",
                "breaking",
                "client",
                old.client.name,
                (f"class {old.client.name}", f"class {new.client.name}"),
                ("info", "title"),
                renamed_to=new.client.name,
            )
        yield from self._constructor()
        yield from self._environments(old.client.environments, new.client.environments)
        yield from self._webhooks(old.webhooks, new.webhooks)

    def _constructor(self) -> Iterator[SurfaceChange]:
        old = self.relations.old.package.client
        new = self.relations.new.package.client
        if not (old.overloads or new.overloads):
            comparison = ArgumentComparison(
                relations=self.relations,
                module=f"{self.root}.client",
                qualname=old.name,
            )
            yield from comparison.changes(old.arguments, new.arguments)
            return
        before = old.overloads or (old.arguments,)
        after = new.overloads or (new.arguments,)
        if before == after:
            return
        allowed = all(any(self._takes(b, a) for a in after) for b in before)
        texts = [
            " or ".join(f"({parameters_text(form)})" for form in forms)
            for forms in (before, after)
        ]
        if texts[0] != texts[1] or not allowed:
            yield self._change(
                "credentials-changed",
                breaking_unless(allowed),
                "client",
                old.name,
                (texts[0], texts[1]),
                _SECURITY,
            )

    def _takes(self, old: Sequence[Argument], new: Sequence[Argument]) -> bool:
        """Return whether each call for the old parameters suits the new ones."""
        before = {each.name: each for each in old}
        after = {each.name: each for each in new}
        return all(
            (given := before.get(name)) is not None and given.default is None
            for name, each in after.items()
            if each.default is None
        ) and all(
            name in after and self.relations.can_pass(each.type, after[name].type)
            for name, each in before.items()
        )

    def _environments(
        self, old: Sequence[str], new: Sequence[str]
    ) -> Iterator[SurfaceChange]:
        if old == new or not old:
            return
        allowed = {*old} <= {*new}
        yield self._change(
            "environments-changed",
            breaking_unless(allowed),
            "alias",
            "Environment",
            (", ".join(map(repr, old)), ", ".join(map(repr, new))),
            _SERVERS,
        )

    def _webhooks(
        self, old: Sequence[Webhook], new: Sequence[Webhook]
    ) -> Iterator[SurfaceChange]:
        after = {each.wire: each for each in new}
        for each in old:
            other = after.pop(each.wire, None)
            if other is None:
                yield self._webhook("webhook-removed", "breaking", each, None)
            elif each.name != other.name:
                yield self._webhook("webhook-renamed", "breaking", each, other)
            elif not self.relations.are_same(each.payload, other.payload):
                allowed = self.relations.can_read(each.payload, other.payload)
                effect = breaking_unless(allowed)
                yield self._webhook("webhook-retyped", effect, each, other)
        for each in after.values():
            yield self._webhook("webhook-added", "compatible", None, each)

    def _webhook(
        self,
        rule: str,
        effect: PythonEffect,
        old: Webhook | None,
        new: Webhook | None,
    ) -> SurfaceChange:
        shown = old or new
        assert shown is not None
        return SurfaceChange(
            rule=rule,
            effect=effect,
            kind="constant",
            module=f"{self.root}.incoming",
            qualname=shown.name,
            renamed_to=new.name if new and rule == "webhook-renamed" else None,
            before=_webhook_text(old),
            after=_webhook_text(new),
            pointer_old=("webhooks", old.wire) if old else None,
            pointer_new=("webhooks", new.wire) if new else None,
        )

    def _change(
        self,
        rule: str,
        effect: PythonEffect,
        kind: Kind,
        qualname: str,
        texts: tuple[str, str],
        pointer: Pointer,
        renamed_to: str | None = None,
    ) -> SurfaceChange:
        return SurfaceChange(
            rule=rule,
            effect=effect,
            kind=kind,
            module=f"{self.root}.client",
            qualname=qualname,
            renamed_to=renamed_to,
            before=texts[0],
            after=texts[1],
            pointer_old=pointer,
            pointer_new=pointer,
        )


def _webhook_text(webhook: Webhook | None) -> str:
    if webhook is None:
        return ""
    return f"{webhook.name}: Webhook[{type_text(webhook.payload)}]"
