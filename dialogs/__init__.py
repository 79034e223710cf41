"""How it is talked through: events in, facts and messages out. Pure."""
