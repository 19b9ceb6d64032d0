"""Everything that works without a window: what is kept, read, computed and exchanged. Imports no Qt."""
