"""Does Conferral do what it says? Sentences of the domain, checked."""
