"""Where articles are kept: the truth, and what is derived from it to search it."""
