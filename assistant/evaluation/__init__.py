"""Questions with known answers are asked, and what comes is measured.

`cases` are the questions, `systems` what is asked them, `measures` how well one answer fits,
`results` the means with their intervals, `report` and `chart` how they are shown.
"""
