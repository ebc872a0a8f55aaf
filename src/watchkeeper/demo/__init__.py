"""The demo: a real model on real flights, replayed through a workspace."""
