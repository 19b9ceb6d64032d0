"""What marks a file as a library of ours, and of which version."""

APPLICATION_ID = 0x59524D4B  # "YRMK", shown by `file` and checked before anything else is read
VERSION = 1  # the number of migrations in storage.schema; a test holds the two together
WATCHED = ("reviewers", "areas", "reports", "annotations", "annotation_areas", "links")
