"""Peers: what others build of the same articles with the same weights, as their tutorials do.

Each module is one of them, run in an environment of its own (`requirements.txt`): it retrieves
only, and is no part of the product.
"""
