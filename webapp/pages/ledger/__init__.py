"""The jobs in the background, for who looks after them: found, read, tried again, stopped."""
