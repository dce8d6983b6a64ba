"""What to read: partitions, files, row groups and columns."""
