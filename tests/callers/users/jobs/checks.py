"""The tests of the jobs."""

from sandbox import sandbox_client

from . import export, nightly
from .connection import connect, use


class Checks:
    """Each method is a test."""

    def __init__(self):
        self.client = sandbox_client()
        use(self.client)

    def test_run(self):
        found = nightly.run(self.client)
        assert found["fees"] > 0
        assert found["cities"] and found["stock"] and found["groups"]

    def test_export(self):
        lines = export.export(currency="EUR").splitlines()
        assert lines[0].startswith("number,amount in cents")

    def test_parts(self):
        invoice = self.client.invoices.get(1)
        assert export.paid(invoice) in (True, False)
        assert set(export.as_dict(invoice)) == {"who", "sum", "due"}

    def test_prices(self):
        products = self.client.products.list()
        assert export.prices([*products, export.sample()])

    def test_languages(self):
        assert len(nightly.languages(self.client, 1)) == 2

    def test_methods(self):
        for method in nightly.METHODS:
            arguments = [1] if method == "get" else []
            assert nightly.call("invoices", method, *arguments)

    def test_connect(self):
        assert connect().customers
