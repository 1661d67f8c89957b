"""One call from request to result: credentials, attempts, retries, decoding.

Calls are generators that yield effects; it must not import lists, a transport
or a client.
"""
