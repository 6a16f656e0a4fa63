"""What the database may raise to its callers."""


class Unavailable(Exception):
    """The database cannot answer now: lost connection, deadlock, busy or full. Nothing was committed."""
