"""Benchmarks: lakeq beside what else could read the same files, in the same run."""
