"""Evaluation: questions with known answers are asked, and what comes is measured.

`cases` are the questions, `outcomes` what came of each, `baselines` other ways to find,
`figures` the measures with their intervals, `report` and `chart` how they are shown.
"""
