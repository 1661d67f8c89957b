"""A service and its operations as data, and the arguments of a call.

It must not import calls, lists, a transport or a client.
"""
