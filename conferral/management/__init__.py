"""Who asks? Commands: the command line's side of the house."""
