"""Stories: whole conversations over both platforms, through the real clients, on both databases."""
