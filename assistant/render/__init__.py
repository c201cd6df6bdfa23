"""An answer as text, Markdown and HTML, and an article with its marks: pure text.

Everything is built from the answer's statements and citations, never by reading rendered text
back. Articles, questions and prose are data: nothing in them becomes markup, and a link is only
made of an http or https address.
"""
