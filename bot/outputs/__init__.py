"""Files made of findings: picture, report as page and for Word, tables, text.

Belongs here: how a file looks. Does not: what may stand in it (`dialogs.findings`), who gets it.
"""
