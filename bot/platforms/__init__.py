"""One folder a platform, and what they share: protocol, settings, checks, HTTP server.

`base` is the protocol, `descriptor` what a folder says of its platform, `registry` the list of
those that are served.

An adapter translates: what arrives becomes an `Incoming`, a `Post` becomes a message, an error
becomes a `PlatformError`. It decides nothing and keeps nothing that a restart would miss.
"""
