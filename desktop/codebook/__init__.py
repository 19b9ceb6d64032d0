"""The codebook's window, and the picker of areas."""
