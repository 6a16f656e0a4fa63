"""Calls and applications: what is asked, who gets a place, and why; values in, values out."""
