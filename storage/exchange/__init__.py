"""What leaves a library: bundles, annotated copies, tables, web annotations."""
