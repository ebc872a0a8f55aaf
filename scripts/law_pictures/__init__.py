"""Pictures of what statistics do: one small seeded simulation for each kind of them."""
