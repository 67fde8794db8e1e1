"""The work behind the pages: listening, making renditions, and the jobs that drive them."""
