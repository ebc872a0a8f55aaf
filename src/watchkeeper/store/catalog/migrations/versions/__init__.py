"""One file per migration; each names the one before it as ``down_revision``."""
