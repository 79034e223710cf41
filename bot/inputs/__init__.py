"""Answers collected elsewhere (on paper, in a form): a file as people have it in, checked rows out.

Here belongs what a table may look like: its format, what its columns are called, how an answer is
written. What the answers mean is the framework's; what is done with them, the command's.
"""
