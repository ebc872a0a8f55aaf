"""The client for serving code: standard library only."""
