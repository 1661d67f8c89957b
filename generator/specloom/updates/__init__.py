"""Replace a vendor's source, and carry recorded names over to moved operations.

This package may import `changes`, `normalize`, `project` and earlier packages.
"""
