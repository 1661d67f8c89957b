"""A service and its operations as data, and the arguments of calls.

This package must not import calls, lists, a transport or a client.
"""
