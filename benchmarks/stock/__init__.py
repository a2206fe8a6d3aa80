"""What the public packages do by themselves, to measure beside: one table, its history, its resource."""
