"""Every annotation of the library in one table: found, arranged, changed many at once."""
