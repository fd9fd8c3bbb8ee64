"""How is Conferral asked over HTTP? Views look up, check a form, call one action, tell and redirect."""
