"""Formats on the wire: standard library only, shared by the client and the server."""
