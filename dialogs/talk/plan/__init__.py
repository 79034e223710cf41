"""The plan, and months later what has become of it.

Belongs here: what the group and the owners of actions read and do. Does not: what the facilitator
is told of it (`talk/copilot`), nor how an action is put into words (`dialogs/findings/actions.py`).
"""
