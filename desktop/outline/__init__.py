"""What a report contains, as a list to jump from: sections, numbered paragraphs, improvement items."""
