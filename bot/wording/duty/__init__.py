"""What is said of coordination duty."""
