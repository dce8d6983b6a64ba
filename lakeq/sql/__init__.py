"""What the text means: grammar, names, types, and the domains of predicates."""
