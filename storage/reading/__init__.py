"""A file becomes a reading: pages of words, running text, paragraphs and the facts of the title block.

Only worker processes import the modules here that load PyMuPDF (`pdf`, `render`, `text`): a page that
never returns, or one that wants all memory, must not take the window with it (design, section 3).
"""
