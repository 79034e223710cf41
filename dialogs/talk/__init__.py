"""The screens: what each shows and what each of its buttons and texts does, side by side.

`card` finds the screen of a person (`welcome`, `question`, `answers`, `notes`, `desk`, `plan`);
`channel` and `results` are what the group reads, `notices` what comes unasked, `forms` the pages,
`which` what is asked of those with several exercises. A module whose buttons do something of its
own has a table of them at its end, `TAPS`, and the engine puts the tables together. What is said
and done in a draft stands in the room `setup`. Does not belong here: what is true of the exercise
(`core`), what files say (`findings`).
"""
