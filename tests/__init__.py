"""The tests of the casework system and the machinery that runs them (`python -m tests`)."""
