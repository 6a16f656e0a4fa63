"""What keeps Kuppi going: one way in, one way out, and the clock."""
