"""Slack's pages: forms that a tap opens, and the Home tab, which is the desk of who facilitates.

What is on them comes from `App.view`; how they look is in `views`, and they are opened, turned and
kept up to date by `forms` and `homes`. Messages belong to `sending` in the folder above.
"""
