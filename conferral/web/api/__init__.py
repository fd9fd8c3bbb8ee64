"""What may another program ask? The JSON API."""
