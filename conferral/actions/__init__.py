"""What can be done? One function per verb; the only place that writes."""
