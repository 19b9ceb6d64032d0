"""The frozen program and its installers. The folder is not called "packaging", which is a library's name."""
