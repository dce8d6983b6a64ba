"""The nouns: frozen dataclasses of the standard library alone, with no open handles and no I/O."""
