"""Security schemes as data, session logins, and the store of fetched tokens.

It must not import operations, calls or a transport: it sends no request itself.
"""
