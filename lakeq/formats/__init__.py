"""What is inside a file: Parquet footers, ORC file tails, and Arrow's names for our types."""
