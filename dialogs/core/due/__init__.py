"""What the clock brings besides closes: reminders, warnings, what is asked weeks and months later.

Each module says what is due `at` a moment, as facts, and when it has to be looked at again. What
opens, closes and is released stands in `course`, which asks them.
"""
