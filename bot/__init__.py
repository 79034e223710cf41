"""Where the exercise meets the world: platforms, clock, delivery, files, commands."""

VERSION = "0.1.0"
