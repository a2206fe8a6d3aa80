"""学习培训: which meetings studied what, who was there, who was trained in what; the plan of the year beside it."""
