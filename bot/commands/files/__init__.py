"""Files of an organisation's own: a start for a framework, or for a language.

Here belongs what writes them. How they are read and laid over ours stands in `bot.app.library`.
"""
