"""One file for each row of the router: generators that yield steps and are sent answers."""
