"""Where the exercise meets the world: platforms, clock, delivery, files, commands."""
