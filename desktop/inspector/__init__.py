"""The inspector: what is said of the chosen passage, and where its links lead."""
