"""What suggestions know of the field: thesaurus, usual words and sentences, and the script that counts them."""
