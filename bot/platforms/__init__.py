"""One folder a platform, the protocol they share, and the HTTP server they listen on.

An adapter translates: what arrives becomes an `Incoming`, a `Post` becomes a message, an error
becomes a `PlatformError`. It decides nothing and keeps nothing that a restart would miss.
"""
