"""The platforms people write in; each SDK's types stop at its own module."""
