"""What was done in the library, by whom, when, and to what; and the way back."""
