"""What can be asked on the command line? One file per command."""
