"""The sample: four invented reports of an invented county, and the script that sets them."""
