"""Make drum kits out of sines, noise and clusters of metal partials, and play them."""
