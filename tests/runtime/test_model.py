"""Models, open enumerations and numbers with a unit."""

from __future__ import annotations

import copy
import pickle
import sys
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import Field as Described
from pydantic import TypeAdapter
from specloom_runtime import (
    CamelModel,
    Minutes,
    Model,
    OpenEnum,
    OpenIntEnum,
    PascalModel,
    Quantity,
    RequestError,
    Unit,
    is_declared,
)
from specloom_runtime.http.request_draft import attribute_of
from specloom_runtime.models.lenient_decoding import build_leniently
from specloom_runtime.models.units import apply_units


class Linked(Model):
    by_name: dict[str, Address] = {}
    pair: tuple[Address, ...] = ()


class LinkedInput(Model):
    by_name: dict[str, AddressInput] = {}


class State(OpenEnum):
    NEW = "new"


class Level(OpenIntEnum):
    LOW = 1


class Address(Model):
    street: str
    id: int | None = None


class AddressInput(Model):
    street: str


class Contact(Model):
    number: int
    full_name: str = Described(alias="fullName")
    state: State | None = None
    version: str | None = Described(default=None, alias="objectVersion")
    homes: list[Address] = []
    created: str | None = None


class ContactInput(Model):
    number: int | None = None
    full_name: str = Described(alias="fullName")
    state: State | None = None
    version: str | None = Described(default=None, alias="objectVersion")
    homes: list[AddressInput] = []


READ = {
    "number": 1,
    "fullName": "Ann",
    "state": "odd",
    "objectVersion": "v1",
    "homes": [{"street": "A", "id": 7, "new": 1}],
    "created": "yesterday",
    "unknown": True,
}


def test_view_copies_common_fields() -> None:
    contact = Contact.model_validate(READ)
    given = ContactInput.of(contact, full_name="Bea")
    assert given.model_dump(exclude_unset=True) == {
        "number": 1,
        "fullName": "Bea",
        "state": "odd",
        "objectVersion": "v1",
        "homes": [{"street": "A"}],
    }
    assert contact.homes[0].id == 7 and contact.full_name == "Ann"
    short = Contact(number=1, full_name="Ann")
    assert ContactInput.of(short).model_fields_set == {"number", "full_name"}


class Labels(Model):
    id: int
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, int]


class LabelsInput(Model):
    name: str | None = None
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, int]


def test_view_copies_members_that_it_takes_without_listing_them() -> None:
    labels = Labels.model_validate({"id": 1, "a": 2, "b": 3})
    assert LabelsInput.of(labels, name="x", b=4).model_dump(exclude_unset=True) == {
        "name": "x",
        "a": 2,
        "b": 4,
    }
    assert LinkedInput.of(labels).model_dump(exclude_unset=True) == {}
    with pytest.raises(RequestError, match="a: Input should be a valid integer"):
        LabelsInput.of(labels, a="x")


def test_view_converts_maps() -> None:
    linked = Linked.model_validate({"by_name": {"a": READ["homes"][0]}})  # type: ignore[index]
    assert LinkedInput.of(linked).model_dump() == {"by_name": {"a": {"street": "A"}}}


def test_incompatible_view_names_the_field() -> None:
    with pytest.raises(
        RequestError, match="ContactInput cannot be made of this Contact"
    ):
        ContactInput.of(Contact.model_validate(READ), full_name=["x"])


class Camel(CamelModel):
    last_seen: int | None = None
    class_: str | None = None
    odd_one: Annotated[str | None, Described(alias="ODD")] = None
    inner: Camel | None = None


class CamelInput(CamelModel):
    last_seen: int | None = None


class Pascal(PascalModel):
    id: int = Described(ge=1)
    last_seen: int | None = None


def test_names_in_json_follow_the_rule_of_the_class() -> None:
    # Before the first validation, when pydantic has not applied the rule.
    assert attribute_of(Camel.model_construct(), "lastSeen") == "last_seen"
    data = {"lastSeen": 1, "class": "a", "ODD": "b", "inner": {"lastSeen": 2}}
    camel = Camel.model_validate(data)
    assert (camel.last_seen, camel.class_, camel.odd_one) == (1, "a", "b")
    assert camel == Camel(
        last_seen=1, class_="a", odd_one="b", inner=Camel(last_seen=2)
    )
    assert camel.model_dump(exclude_unset=True) == data
    assert pickle.loads(pickle.dumps(camel)) == camel == copy.deepcopy(camel)
    assert CamelInput.of(camel).model_dump() == {"lastSeen": 1}
    pascal = Pascal.model_validate({"Id": 1, "LastSeen": None})
    assert pascal.model_dump(exclude_unset=True) == {"Id": 1, "LastSeen": None}
    assert attribute_of(pascal, "LastSeen") == "last_seen"


def test_lenient_decoding_follows_the_rule_of_the_class() -> None:
    value, mismatches = build_leniently(Camel, {"lastSeen": "x", "inner": {"class": 1}})
    assert (value.last_seen, value.inner.class_) == ("x", 1)
    assert [each.path() for each in mismatches] == ["lastSeen", "inner.class"]
    value, mismatches = build_leniently(Pascal, {"LastSeen": 1})
    assert (value.id, value.last_seen) == (None, 1)
    assert [each.path() for each in mismatches] == ["Id"]


def test_absent_and_null_differ() -> None:
    assert ContactInput(full_name="A").model_dump(exclude_unset=True) == {
        "fullName": "A"
    }
    null = ContactInput(full_name="A", state=None)
    assert null.model_dump(exclude_unset=True) == {"fullName": "A", "state": None}


def test_unknown_members() -> None:
    odd, high = State("odd"), Level(9)
    assert odd == "odd" and odd.value == "odd" and odd.name == "odd"
    assert high == 9 and high + 1 == 10 and str(high.value) == "9"
    assert not is_declared(odd) and not is_declared(high) and is_declared(Level.LOW)
    assert pickle.loads(pickle.dumps(odd)) == odd == copy.deepcopy(odd)
    assert {odd: 1}[State("odd")] == 1 and State("new") is State.NEW
    for kind, wrong in ((State, 1), (Level, "x"), (Level, True)):
        if wrong is True:
            assert kind(wrong) is Level.LOW
            continue
        with pytest.raises(ValueError):
            kind(wrong)


class Count(Model):
    count: float
    more: list[float] = []


class Group(Model):
    kind: str
    counts: list[Count]
    plain: dict[str, float] = {}


def test_units_are_applied_where_the_message_declares_them() -> None:
    groups = [
        Group(kind="TIME", counts=[Count(count=90, more=[30])], plain={"x": 1}),
        Group(kind="INTEGER", counts=[Count(count=90)]),
    ]
    units = (
        Unit("counts.count", "minutes", at="kind", equals="TIME"),
        Unit("counts.more", "minutes", at="kind", equals="TIME"),
        Unit("plain.x", "seconds"),
        Unit("counts.none", "seconds"),
    )
    apply_units(units, groups)
    count = groups[0].counts[0]
    assert isinstance(count.count, Quantity)
    assert count.count == 90 and count.count.duration == timedelta(hours=1.5)
    assert repr(count.count) == "90.0 minutes" and repr(Quantity(1)) == "1.0"
    assert isinstance(count.more[0], Quantity)
    assert isinstance(groups[0].plain["x"], Quantity)
    assert type(groups[1].counts[0].count) is float
    again = pickle.loads(pickle.dumps(count.count))
    assert (again, again.unit) == (90, "minutes")
    assert Quantity(3).duration is None


@pytest.mark.parametrize("unit", ["days", "minutes", "milliseconds"])
@pytest.mark.parametrize("number", [1e300, -1e20, float("inf"), float("nan")])
def test_duration_out_of_range(number: float, unit: str) -> None:
    quantity = Quantity(number, unit)
    with pytest.raises(ValueError, match=r"^\S+ \w+ is out of range for a timedelta$"):
        _ = quantity.duration
    assert Quantity(number, "items").duration is None


class Timed(Model):
    length: Minutes
    amount: Quantity


@pytest.mark.parametrize("depth", range(1, 6))
def test_units_are_applied_at_every_depth(depth: int) -> None:
    def nested(amount: Any) -> Any:
        for _ in range(depth):
            amount = {"next": [amount, amount]}
        return amount

    def leaves(node: Any) -> list[Any]:
        if "next" not in node:
            return [node["amount"]]
        return [leaf for each in node["next"] for leaf in leaves(each)]

    path = ".".join(["next"] * depth)
    item = nested({"amount": 1, "kind": "time"})
    apply_units([Unit(f"{path}.amount", "hours", f"{path}.kind", "time")], [item])
    assert {leaf.unit for leaf in leaves(item)} == {"hours"}
    other = nested({"amount": 1, "kind": "sum"})
    apply_units([Unit(f"{path}.amount", "hours", f"{path}.kind", "time")], other)
    assert {type(leaf) for leaf in leaves(other)} == {int}


def test_field_can_always_have_a_unit() -> None:
    timed = Timed.model_validate_json('{"length": 30, "amount": 2}')
    assert timed.length.duration == timedelta(minutes=30)
    assert timed.amount == 2 and timed.amount.unit is None
    assert timed.model_dump_json() == '{"length":30.0,"amount":2.0}'
    kept = Timed(length=Quantity(1, "hours"), amount=Quantity(1, "days"))
    assert (kept.length.unit, kept.amount.unit) == ("hours", "days")


def test_base_class_may_reference_later_classes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = _module(
        monkeypatch,
        "specloom_base",
        "class Base(Model):\n    part: Part | None = None\n\n"
        "class Part(Model):\n    size: int\n",
    )
    child = _module(
        monkeypatch,
        "specloom_child",
        "from specloom_base import Base\n\nclass Child(Base):\n    own: int = 0\n",
    )
    made = child.Child.model_validate({"part": {"size": 1}})
    assert made.part == base.Part(size=1)


@pytest.mark.parametrize("use", ["child", "user", "adapter", "fields"])
def test_types_that_only_the_package_has_are_imported_at_first_use(
    monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    """The module of `Base` cannot import `Child`, and `list` is a module here."""
    package = _module(monkeypatch, "specloom_circle", "")
    base = _module(
        monkeypatch,
        "specloom_circle.base",
        "class Base(Model):\n    children: list[Child] = []\n",
    )
    inherit = (
        "from specloom_circle.base import Base\n\nclass Child(Base):\n    a: int\n"
    )
    child = _module(monkeypatch, "specloom_circle.child", inherit)
    user = _module(
        monkeypatch,
        "specloom_circle.user",
        "from specloom_circle.base import Base\n\nclass User(Model):\n    b: Base\n",
    )
    vars(package).update(Child=child.Child, list=_module(monkeypatch, "x", ""))
    data = {"children": [{"a": 1, "children": [{"a": 2}]}]}
    match use:
        case "child":
            made = child.Child.model_validate({"a": 0, **data})
        case "user":
            made = user.User.model_validate({"b": data}).b
        case "adapter":
            (made,) = TypeAdapter(list[base.Base]).validate_python([data])
        case _:
            made = base.Base.of(child.Child(a=0, children=[{"a": 1}]))
    assert type(made.children[0]) is child.Child and made.children[0].a == 1


def _module(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> Any:
    made = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, made)
    head = "from __future__ import annotations\nfrom specloom_runtime import Model\n"
    exec(compile(head + text, name, "exec"), made.__dict__)
    return made
