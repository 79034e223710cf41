"""What a wheel of valuemap is called. Its rooms stand below, and import each other by their names.

Nothing is imported here: a Python of any age must be able to read it.
"""
