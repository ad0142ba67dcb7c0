"""What ships with the wheel: every parameter's default, the profiles, the themes."""

from pathlib import Path

FOLDER = Path(__file__).parent
