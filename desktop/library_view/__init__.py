"""The library: its reports by authority and year, adding, details, the first look at an empty one."""
