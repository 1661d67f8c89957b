"""What runs every night."""

from acme import Acme

from .connection import current, use

DEFAULTS = {"currency": "EUR", "customer_number": 7}
METHODS = ("list", "get")


def overdue(client: Acme, **more):
    """Return the overdue invoices."""
    return client.invoices.list(status="overdue", **more)


def remind_all(client: Acme, copies=1):
    """Remind everyone, and return the fees."""
    fees = 0
    for invoice in overdue(client, **DEFAULTS):
        reminder = client.invoices.remind(invoice.number, copies=copies)
        fees += reminder.fee
    return fees


def cities(client: Acme):
    """Return the customers of each city."""
    found = {}
    for customer in client.customers.list():
        found.setdefault(customer.address.city, []).append(customer.name)
    return found


def call(resource, method, *args, **kwargs):
    """Call a method by its name."""
    return getattr(getattr(current(), resource), method)(*args, **kwargs)


def stock(client: Acme):
    """Return the stock of each product, fetched one by one."""
    codes = [each.code for each in client.products.list(in_stock=True)]
    return {code: client.products.get(code).stock for code in codes}


def languages(client: Acme, number):
    """Return an invoice in several languages."""
    options = [{"language": "en"}, {"language": "da"}]
    return [client.invoices.get(number, **each) for each in options]


def run(client):
    """Run everything."""
    use(client)
    return {
        "fees": remind_all(client),
        "cities": cities(client),
        "stock": stock(client),
        "groups": [each.group.value for each in call("customers", "list")],
    }
