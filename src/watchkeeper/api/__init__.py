"""The HTTP face of a workspace."""
