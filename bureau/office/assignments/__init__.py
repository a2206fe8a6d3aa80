"""督办: what was given to a section with a day by which it is to be done, followed until whoever gave it is content."""
