"""The page: a chat, and beside it the article that an answer cites."""
