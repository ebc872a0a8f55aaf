"""What the pages show, read from the lake once per version of its tables."""
