"""Explaining: a bound query and its scans drawn as Trino draws its plans."""
