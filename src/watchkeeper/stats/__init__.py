"""Statistics on arrays and counts; they know nothing of the product."""
