"""What the platform in memory (`memory.py`, by the name of demo) declares and says of itself."""
