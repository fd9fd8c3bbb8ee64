"""Which rules of the house can be read off its files? The checks; test_house.py applies them and shows their teeth."""
