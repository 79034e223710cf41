"""What follows from what may be seen: findings, recommendations, labels, lenses, the decision.

Everything here takes a pack and `Seen`, or what was made of it, never answers or counts. So
nothing here can tell more than the map itself.
"""
