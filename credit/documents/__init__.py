"""What goes out and comes in on paper or in a file."""
