"""What picture, report and export are made of, once and the same for every file.

Belongs here: which sentences and figures a file shows. Does not: how the file looks
(`bot.outputs`), messages in a chat (`talk`).
"""
