"""Commands about what is printed and handed out.

Belongs here: what an administrator types to get it. Does not: how it looks, which is
`bot/outputs/`, nor what it says, which is decided in `dialogs/`.
"""
