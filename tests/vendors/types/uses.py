"""Valid and invalid uses of a generated client, with the expected errors."""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_type

from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.economic import ContactFields as C
from specloom_clients.economic import GroupFields as G
from specloom_clients.economic.models import Contact
from specloom_clients.mews import Mews
from specloom_clients.mews.models import Counter
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.opencell.models import BillingAccount, UserAccount
from specloom_clients.views import counters

economic = Economic(app_secret_token="demo", agreement_grant_token="demo")

right: Contact = economic.contacts.get(7)
for contact in economic.contacts.list(filter=C.name.like("*port*")):
    number: int | None = contact.number
page: Sequence[Contact] = next(iter(economic.contacts.list_page().pages()))
economic.contacts.list(filter=(C.number > 4) & ~C.number.in_([1, 2]))
economic.contacts.list_page(sort=[-C.number])

Economic(app_secret_token="demo")  # refused: a missing credential
economic.contacts.get("seven")  # refused: a wrong argument type
C.supplier_number.like("4*")  # refused: an operator the field does not have
C.name.eq(7)  # refused: a value of another type
economic.contacts.list(filter=G.name.like("*"))  # refused: another resource's field
economic.contacts.list_page(sort=[-C.name])  # refused: name does not sort
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
account = UserAccount().billing_account
assert_type(account, BillingAccount | None)
if account is not None:
    assert_type(account.users_accounts, list[UserAccount] | None)

later = AsyncEconomic(app_secret_token="demo", agreement_grant_token="demo")


async def use() -> Sequence[Contact]:
    read: Contact = await later.contacts.get(7)
    async for each in later.contacts.list(filter=C.name.like("*port*")):
        assert each.number != read.number
    await later.contacts.get("seven")  # refused: a wrong argument type
    later.groups.list(sort=[G.number.asc()])  # refused: the cursor form has no sort
    return [later.contacts.get(7), read]  # refused: the first is not awaited


mews = Mews(client_token="a", access_token="b", client="c")
for row in counters.rows(mews.counters.list(), opencell.counter_periods.list()):
    assert_type(row, counters.CounterRow)
    assert_type(row.value, Decimal)
    assert_type(row.unit, str | None)
    if isinstance(row.source, Counter):
        assert_type(row.source.is_default, bool)
counters.rows([Counter.model_construct()])
counters.rows(economic.contacts.list())  # refused: contacts are not counters
counters.async_rows(mews.counters.list())  # refused: a synchronous list
many = AsyncOpencell(username="a", password="b").counter_periods.list()
counters.rows(many)  # refused: an asynchronous list


async def use_rows(client: AsyncOpencell) -> None:
    async for each in counters.async_rows(client.counter_periods.list()):
        assert_type(each, counters.CounterRow)
        each.value = Decimal(1)  # refused: rows cannot be changed
