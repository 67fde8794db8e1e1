"""The pages: a module here with a ``blueprint`` is all it takes."""
