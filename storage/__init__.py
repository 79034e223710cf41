"""What is kept: facts, posts, people, in one SQLite file with one writer."""
