"""Telegram, through python-telegram-bot: polling or webhook in, bot methods out.

All that is Telegram's alone stands here: how updates are read and confirmed, what its errors
mean, how a message is written there.
"""
