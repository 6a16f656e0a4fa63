"""What Kuppi knows and how it speaks."""
