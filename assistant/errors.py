"""Every error that the assistant raises on purpose.

    AssistantError
    ├── SettingsError          a setting is unknown or has a value that cannot be used
    ├── ArticleError           an article's fields cannot be stored as they are
    ├── SourceError            a file, or a line of it, cannot be read as articles
    ├── QuestionError          a question or its filters cannot be asked
    ├── RateLimitError         a reader asks too often
    ├── PromptError            a prompt file is missing or its placeholders are wrong
    ├── ModelError             an embedder or a chat model cannot be loaded or used
    ├── SlackError             Slack cannot be reached or does not take the tokens
    └── StoreError             the store's folder cannot be used
        ├── StoreLockedError   another process has it
        ├── StoreReadOnlyError it can be asked but not changed
        ├── StoreMismatchError it was made with another embedder or other rules
        ├── StoreDamagedError  its files are damaged
        ├── UnknownArticleError  no article has that id
        └── UnknownAnswerError   no answer was kept under that id

Each message states the fact, the value and the remedy, on one line.
"""


class AssistantError(Exception):
    """The base of every error that the assistant raises on purpose."""


class SettingsError(AssistantError):
    """A setting is unknown or has a value that cannot be used."""


class ArticleError(AssistantError):
    """An article's fields cannot be stored as they are."""


class SourceError(AssistantError):
    """A file, or a line of it, cannot be read as articles."""


class QuestionError(AssistantError):
    """A question or its filters cannot be asked."""


class RateLimitError(AssistantError):
    """A reader asks too often."""


class PromptError(AssistantError):
    """A prompt file is missing or its placeholders are wrong."""


class ModelError(AssistantError):
    """An embedder or a chat model cannot be loaded or used."""


class SlackError(AssistantError):
    """Slack cannot be reached or does not take the tokens."""


class StoreError(AssistantError):
    """The store's folder cannot be used."""


class StoreLockedError(StoreError):
    """Another process has the store open."""


class StoreReadOnlyError(StoreError):
    """The store can be asked but not changed."""


class StoreMismatchError(StoreError):
    """The store was made with another embedder or with other splitting rules."""


class StoreDamagedError(StoreError):
    """The store's files are damaged, or its two sides do not fit together."""


class UnknownArticleError(StoreError):
    """No article in the store has that id."""


class UnknownAnswerError(StoreError):
    """No answer was kept under that id, or it was too long ago."""
