"""Valid and invalid uses of a generated client, with the expected errors."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypedDict, assert_type

from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.economic import ContactFields as C
from specloom_clients.economic import GroupFields as G
from specloom_clients.economic.models import (
    Contact,
    ContactUpdate,
    GroupInput,
    GroupUpdate,
)
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.mews import CounterFields as M
from specloom_clients.mews.models import (
    EnterpriseScopeCounterDiscriminator,
    OutletBill,
    OutletItem,
    TimeFilterInterval,
)
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.opencell import CounterPeriodFields as P
from specloom_clients.opencell import CounterTemplateDtoFields as T
from specloom_clients.opencell.models import (
    BillingAccount,
    CounterPeriod,
    CounterTemplateDto,
    UserAccount,
)
from specloom_clients.orquest import Orquest
from specloom_clients.orquest.models import DayValue
from specloom_runtime import Interval, Operation, Received

economic = Economic(app_secret_token="demo", agreement_grant_token="demo")

right: Contact = economic.contacts.get(7)
for contact in economic.contacts.list(filter=C.name.like("*port*")):
    number: int | None = contact.number
page: Sequence[Contact] = next(iter(economic.contacts.list_page().pages()))
economic.contacts.list(filter=(C.number > 4) & ~C.number.in_([1, 2]))
economic.contacts.list_page(sort=[-C.number])
economic.contacts.list_page(page_size=None)
taken: list[Contact] = economic.contacts.list_page(page_size=50).take(3)
economic.contacts.list_page(start=250, page_size=50)
economic.contacts.list_page(start="250")  # refused: not a position
economic.contacts.list(start=250)  # refused: a cursor has no positions
economic.contacts.list().take("3")  # refused: not a number of items
economic.contacts.list(page_size=3)  # refused: the vendor decides the size

Economic(app_secret_token="demo")  # refused: a missing credential
economic.contacts.get("seven")  # refused: a wrong argument type
C.supplier_number.like("4*")  # refused: an operator the field does not have
C.name.eq(7)  # refused: a value of another type
economic.contacts.list(filter=G.name.like("*"))  # refused: another resource's field
economic.contacts.list_page(sort=[-C.name])  # refused: name does not sort
economic.contacts.list_page(sort=[C.name])  # refused: name does not sort
economic.contacts.list_page(sort=[C.number, -C.number])
economic.contacts.list_page(sort=[G.number])  # refused: another resource's field
economic.contacts.list(filter=C.email.in_(["a", None]) & ~C.email.not_in([None]))
C.name.in_(["a", None])  # refused: a name cannot be null
C.email.in_([7, None])  # refused: a value of another type
(C.number > 4) & (G.number > 4)  # refused: conditions of two resources
economic.contacts.get(7, filter=C.name.eq("a"))  # refused: nothing to filter
economic.groups.list(sort=[G.number.asc()])  # refused: the cursor form has no sort

opencell = Opencell(username="a", password="b", host="c")
assert_type(opencell, Opencell)
Opencell(client_id="a", client_secret="b", username="c", password="d")
Opencell(token="a", host="b")
AsyncOpencell(username="a", password="b", retries=1)
Opencell()  # refused: no credentials
Opencell(username="a")  # refused: a part of a set of credentials
Opencell(client_id="a", client_secret="b")  # refused: a part of the other set
Opencell(username="a", password=None)  # refused: None is not a credential
Opencell("a", "b")  # refused: credentials have names
AsyncOpencell(username="a", password="b", max_retries=1)  # refused: an unknown option
opencell.counter_periods.list(sort=[-P.value])
opencell.counter_templates.list(sort=[-T.code, T.description.asc()])
opencell.counter_periods.list(sort=[-T.code])  # refused: another resource's field
opencell.counter_periods.list(sort=["-value"])  # refused: strings are not sort keys
opencell.counter_periods.list(sort=[P.id.alphabetical()])  # refused: no such order
opencell.counter_periods.list(sort_by="id")  # refused: there is one form of an order
account = UserAccount().billing_account
assert_type(account, BillingAccount | None)
if account is not None:
    assert_type(account.users_accounts, list[UserAccount] | None)

counters = Orquest(api_key="a").counters
lengths = {counter.id: counter.scope for counter in counters.list("b")}


class Year(TypedDict):
    business_counter_ids: list[int]
    from_: date
    to: date


year: Year = {"business_counter_ids": [1], "from_": date.min, "to": date.max}
counters.with_only_clockguards("b", "s", **year, align="week")
counters.with_only_clockguards("b", "s", **year, align={1: "WEEK", 2: None})
counters.with_only_clockguards("b", "s", **year, align=lengths)
counters.with_only_clockguards("b", "s", **year, align="year")  # refused: no window
counters.with_only_clockguards("b", "s", **year, align={1: 7})  # refused: no length
stored = DayValue(day=date.min, employee_id="1", counter_short_name="H", value=None)
counters.put_historical_values("b", [stored])
counters.put_historical_values("b", stored)  # refused: not a list
counters.put_historical_period_values("b", [stored])  # refused: a value for a day
assert_type(opencell.counter_periods.get(1), CounterPeriod)
assert_type(opencell.counter_templates.get("a"), CounterTemplateDto)
assert_type(
    opencell.with_response(opencell.counter_periods.get, 1), Received[CounterPeriod]
)
print(opencell.counter_periods.get(1).data)  # refused: it is not the envelope
for period in opencell.counter_periods.search():
    assert_type(period, CounterPeriod)
opencell.counter_periods.search(filter=C.name.eq("a"))  # refused: not its field
MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
mews = Mews(client_token="a", access_token="b", client="c")
mews.counters.get_all(updated_utc=(MAY, JUNE))
mews.counters.get_all(updated_utc=(MAY, None))
mews.counters.get_all(updated_utc=Interval(MAY, JUNE))
mews.counters.get_all(updated_utc=Interval(None, JUNE))
mews.counters.get_all(updated_utc=TimeFilterInterval(start_utc=MAY))
mews.counters.get_all(updated_utc=MAY)  # refused: not an interval
mews.counters.get_all(updated_utc=(MAY,))  # refused: half a pair
mews.counters.get_all(updated_utc=[MAY, JUNE])  # refused: a list is not a pair
mews.counters.get_all(updated_utc=("2024-05-01", None))  # refused: a string
mews.counters.get_all(updated_utc=Interval(1, 2))  # refused: an interval of numbers
for item, bill in mews.outlet_items.list(consumed_utc=(MAY, JUNE)).with_parts():
    assert_type(item, OutletItem)
    assert_type(bill, OutletBill | None)
    number_of_bill = bill.number  # refused: a vendor may not send the bill
for part in mews.outlet_items.list(consumed_utc=(MAY, JUNE)).parts():
    assert_type(part, OutletBill)
mews.counters.list().with_parts()  # refused: a list without parts
mews_later = AsyncMews(client_token="a", access_token="b", client="c")
mews_later.outlet_items.get_all(consumed_utc=Interval(MAY, None))
mews_later.outlet_items.get_all(consumed_utc="2024-05-01")  # refused: a string

assert_type(economic.contacts.edit(7, name="x", phone=None), ContactUpdate)
assert_type(economic.contacts.edit(7, lambda c: {"name": c.name}), ContactUpdate)
economic.contacts.edit(7, lambda c: {"name": c.name}, notes=None)
economic.contacts.edit(7, nmae="x")  # refused: not a property
economic.contacts.edit(7, name=5)  # refused: a value of another type
economic.contacts.edit(7, number=8)  # refused: the key cannot be changed
economic.contacts.edit(7, object_version="v")  # refused: the version is read
economic.contacts.edit("7", name="x")  # refused: a key of another type
economic.contacts.edit(name="x")  # refused: no key
economic.contacts.edit(7, lambda c: {"nmae": c.name})  # refused: not a property
economic.contacts.edit(7, lambda c: c)  # refused: a contact is not its changes
group = GroupInput(number=1, name="a", account_number=1)
assert_type(economic.groups.put(group), GroupInput | GroupUpdate)
economic.groups.put(7)  # refused: not a group
economic.contacts.put(group)  # refused: contacts have numbers of the vendor

shown = economic.contacts.get(7)
assert_type(shown.number, int)
assert_type(shown.email, str | None)
assert_type(shown.to_dict(), dict[str, Any])
assert_type(economic.groups.get(7).object_version, str)
print(shown.number.upper())  # refused: a number
economic.groups.create(GroupInput(name="A", number=1, account_number=2))
economic.groups.create(economic.groups.get(7))  # refused: what is read
GroupInput(name="A", number=1)  # refused: without an account

mews.counters.list(changed_since=MAY)
mews_later.outlet_items.list(changed_since=MAY)
economic.contacts.list(filter=C.number > 4, changed_since=MAY)
mews.counters.list(changed_since="2024-05-01")  # refused: a string
mews.counters.list(changed_since=(MAY, JUNE))  # refused: one time, not a pair
economic.groups.list(changed_since=MAY)  # refused: groups have no such property
opencell.counter_periods.list(changed_since=MAY)  # refused: nor has a period
mews.counters.list(type="BillCounter")
mews.counters.list(type=EnterpriseScopeCounterDiscriminator.BILL_COUNTER)
mews.counters.list(filter=M.type.eq("BillCounter"))
opencell.counter_periods.list(filter=P.counter_type.in_(["USAGE", "NOTIFICATION"]))
mews.counters.list(type="BillCount")  # refused: not a value
mews_later.counters.list(type="BillCount")  # refused: not a value
M.type.eq("BillCount")  # refused: not a value
economic.contacts.list(filter=C.last_updated > date(2024, 2, 24))
economic.contacts.list(filter=C.last_updated >= MAY, changed_since=date(2024, 2, 24))
C.last_updated.gt("2024-02-24")  # refused: a string
P.period_start_date.gt(date(2024, 2, 24))  # refused: no date is documented
later = AsyncEconomic(app_secret_token="demo", agreement_grant_token="demo")


async def use() -> Sequence[Contact]:
    async for pair in mews_later.outlet_items.list().with_parts():
        assert_type(pair.part, OutletBill | None)
    mews_later.counters.list().with_parts()  # refused: a list without parts
    read: Contact = await later.contacts.get(7)
    async for each in later.contacts.list(filter=C.name.like("*port*")):
        assert each.number != read.number
    changed: ContactUpdate = await later.contacts.edit(7, name="x")
    await later.contacts.edit(7, lambda c: {"name": c.name + changed.name})
    await later.contacts.edit(7, nmae="x")  # refused: not a property
    await later.contacts.edit(7, name=5)  # refused: a value of another type
    await later.contacts.edit("7", name="x")  # refused: a key of another type
    put: GroupInput | GroupUpdate = await later.groups.put(group)
    await later.groups.put(put.name)  # refused: not a group
    await later.contacts.get("seven")  # refused: a wrong argument type
    later.groups.list(sort=[G.number.asc()])  # refused: the cursor form has no sort
    return [later.contacts.get(7), read]  # refused: the first is not awaited


Operation("POST", "/rows", intervals=((OutletBill, ("when",)), (DayValue, ("at",))))
Operation("POST", "/rows", intervals=((DayValue, (1,)),))  # refused: not a name
