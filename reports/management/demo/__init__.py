"""The sample bureau: invented, marked as such everywhere, and made through the same procedures as real work."""
