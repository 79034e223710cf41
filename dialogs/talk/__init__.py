"""The screens: what each shows and what each of its buttons and texts does, side by side.

Belongs here: a person's card, notes, set-up, desk, plan, and what the group reads. Does not: what
is true of the exercise (`core`), what files say (`findings`).
"""
