"""Weights of models: which ones are pinned, where they lie, how they get there."""
