"""What follows a commit: from what should be on view to what is, one call at a time a chat.

Belongs here: which post goes next (`queue`), one post brought to where it should be (`courier`),
what a failed call means for it (`failures`), what became of it (`records`), the part of that which
is found in the database (`jobs`), how fast a chat may be written to (`limits`), waiting for a
storage that takes nothing (`stored`), what else a commit leaves to be done (`delivery`). Does not:
what a post says (`dialogs.show`), how a platform says it (`bot.platforms`).
"""
