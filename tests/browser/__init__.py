"""What an officer does on the screen, done in a real Chromium."""
