"""Drivers that perform effects with httpx2, for threads and for tasks.

The only package that sends requests; it must not import client.
"""
