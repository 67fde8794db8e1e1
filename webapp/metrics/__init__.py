"""What is counted of how Sightline is used, for those who run it; never who used it."""
