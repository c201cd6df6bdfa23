"""Articles Assistant: ask a collection of news articles, get the sentences that say so."""

import lazy_loader

# The names are those of __init__.pyi. Each is imported when it is first asked for: some bring
# libraries that take seconds.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
