"""How fast is it, beside the same work in plain SQL? `make bench` measures."""
