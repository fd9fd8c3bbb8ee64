"""What is Conferral? A register of certification programs: who is enrolled, where they stand on any day, and why."""
