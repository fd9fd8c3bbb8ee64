"""What may anybody see without signing in? The public pages."""
