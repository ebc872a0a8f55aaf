"""From the inbox to the lake: what a request holds, and the writer that puts it into tables."""
