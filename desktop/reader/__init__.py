"""The reading room: reports side by side, page by page, with their marks and the ribbons between them."""
