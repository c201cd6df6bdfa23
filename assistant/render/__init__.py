"""An answer as text, Markdown, HTML and Slack messages, and an article with its marks.

`parts` says once what every rendering shows, as plain lines; a rendering only lays them out.
Articles, questions and prose are data: nothing in them becomes markup, and a link is only made
of an http or https address.
"""
