"""What does a member see and do? The Member site."""
