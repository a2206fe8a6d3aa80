"""The office: who answers for what, as of any day."""
