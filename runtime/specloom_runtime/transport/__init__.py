"""Drivers that perform effects with httpx2, for threads and for tasks.

This is the only package that sends requests. It must not import client.
"""
