"""Page styles, the walk from page to page, and ranges cut into windows.

It is pure: it must not import auth, operations, calls or a transport.
"""
