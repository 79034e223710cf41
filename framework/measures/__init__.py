"""What is computed of counts and people: states, agreement, net values with their ranges.

Here belongs arithmetic, exact wherever a threshold can be met exactly. What may be shown of it is
decided in `gate`, what follows from it in `advice`.
"""
