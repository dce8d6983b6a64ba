"""Listing and reading bytes: local disk and S3, and the cache of footers on disk."""
