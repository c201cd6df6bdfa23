"""Vectors: what an embedder makes of texts."""

import numpy as np

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""Unit vectors, one a row: embedded passages or questions."""
