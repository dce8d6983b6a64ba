"""The library: every function a query may call, one module for each area, as data."""
