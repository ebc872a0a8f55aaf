"""From findings to incidents to messages."""
