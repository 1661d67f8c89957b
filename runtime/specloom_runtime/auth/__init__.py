"""Security schemes as data, session logins, and the store of fetched tokens.

This package sends no requests. It must not import operations, calls or a transport.
"""
