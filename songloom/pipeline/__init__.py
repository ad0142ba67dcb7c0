"""The cached graph: which steps there are, what their keys are, which are missing, and why."""
