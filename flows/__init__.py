"""In which order and where the steps run."""
