"""Benchmarks: what the assistant finds, cites and refuses, and how fast."""
