"""Running a planned query."""
