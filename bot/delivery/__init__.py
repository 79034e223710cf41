"""From what should be on view to what is: one queue, one call at a time a chat, limits kept.

Belongs here: which post goes next, what a failed call means for it, how fast a chat may be
written to. Does not: what a post says (`dialogs.show`), how a platform says it.
"""
