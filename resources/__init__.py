"""What Yearmark carries beside its code: frameworks, icons, themes, templates, help and the sample."""
