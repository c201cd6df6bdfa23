"""The way of a question, a module a step."""
