"""Data checks, and the faults by which the product checks itself."""
