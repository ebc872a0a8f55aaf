"""Migrations of the catalog, applied on opening. To add one: a file in `versions`."""
