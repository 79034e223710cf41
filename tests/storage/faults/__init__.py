"""A disk that fails: a library that a process preloads, and the session that is played on it."""
