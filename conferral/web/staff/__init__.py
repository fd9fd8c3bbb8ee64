"""What does the organization's staff see and do? The Staff site."""
