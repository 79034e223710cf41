"""E-mail, for people whom nothing else reaches: what is written, and how it goes, by SMTP.

Only the first letter has somebody's way back, which we do not keep: it is written at the moment at
which their own browser shows it. Reminders answer that letter, so that it is found above them.

Who has left an address, and for what, is no business of this room: it is given letters.
"""
