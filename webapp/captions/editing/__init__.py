"""What a reviewer does to captions: correct, part, join, compare. No word's time is lost."""
