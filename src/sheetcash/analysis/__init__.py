"""Tables too big for loops: the only place for numpy, with the same exact answers."""
