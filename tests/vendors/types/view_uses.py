"""Valid and invalid uses of a view over several vendors, with the expected errors."""

from decimal import Decimal
from typing import assert_type

from specloom_clients.economic import Economic
from specloom_clients.mews import Mews
from specloom_clients.mews.models import Counter
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.views import counters

economic = Economic(app_secret_token="demo", agreement_grant_token="demo")
mews = Mews(client_token="a", access_token="b", client="c")
opencell = Opencell(username="a", password="b", host="c")
many = AsyncOpencell(username="a", password="b").counter_periods.list()

for row in counters.rows(mews.counters.list(), opencell.counter_periods.list()):
    assert_type(row, counters.CounterRow)
    assert_type(row.value, Decimal)
    assert_type(row.unit, str | None)
    if isinstance(row.source, Counter):
        assert_type(row.source.is_default, bool)
counters.rows([Counter.model_construct()])
counters.rows(economic.contacts.list())  # refused: contacts are not counters
counters.async_rows(mews.counters.list())  # refused: a synchronous list
counters.rows(many)  # refused: an asynchronous list


async def use_rows(client: AsyncOpencell) -> None:
    async for each in counters.async_rows(client.counter_periods.list()):
        assert_type(each, counters.CounterRow)
        each.value = Decimal(1)  # refused: rows cannot be changed
