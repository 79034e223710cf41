"""What helps whoever facilitates, in private: no surprises, and nothing that ends by one tap.

Closing a round and opening it again (`closing`), being warned while it still helps and what to do
when too few answered (`few`), what to say in each phase (`sayings`), who runs it with them or after
them (`roles`), and what is asked months later (`months`). No card of a participant belongs here.
"""
