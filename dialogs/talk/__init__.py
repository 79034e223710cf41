"""The screens: what each shows and what each of its buttons and texts does, side by side.

`card` finds the screen of a person (`welcome`, `question`, `answers`, `notes`, `desk`, `plan`; in a
draft `setup`); `channel` and `results` are what the group reads, `notices` what comes unasked,
`forms` the pages. A module whose buttons do something of its own has a table of them at its end,
`TAPS`; the engine puts the tables together, `setup` those of a draft (its questions stand in
`setup_questions`). Does not belong here: what is true of the exercise (`core`), what files say
(`findings`).
"""
