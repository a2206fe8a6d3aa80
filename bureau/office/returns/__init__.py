"""报表: what has to be sent to others again and again, and each time that it falls due."""
