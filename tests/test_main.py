"""The command line, as a process: what a newcomer starts."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def environment(folder: Path, **given: str) -> dict[str, str]:
    """Give an environment with nothing of ours in it but what is said."""
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/kuppi.db", **given,
    }  # fmt: skip


def bot(folder: Path, *arguments: str, typed: str = "", **given: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=typed, capture_output=True, text=True, cwd=folder,
        env=environment(folder, **given), timeout=60, check=False,
    )  # fmt: skip


def test_without_a_token_the_terminal_runs_and_the_end_of_input_ends_it(tmp_path: Path) -> None:
    done = bot(tmp_path, typed="Anna #kahvit: /verkosto uusi Keski-Suomen tuottajaverkosto\n")
    assert done.returncode == 0, done.stderr
    assert "Tämä ryhmä kuuluu verkostoon: Keski-Suomen tuottajaverkosto." in done.stdout


def test_only_the_first_to_speak_at_the_terminal_is_admin(tmp_path: Path) -> None:
    done = bot(tmp_path, typed="Anna: /start\nBen #kahvit: /verkosto uusi Bens verkosto\n")
    assert "kuuluu verkostoon" not in done.stdout


def test_the_second_start_finds_what_the_first_one_kept(tmp_path: Path) -> None:
    bot(tmp_path, typed="Anna #kahvit: /verkosto uusi Keski-Suomen tuottajaverkosto\n")
    done = bot(tmp_path, typed="Anna: /verkosto tila\n", ADMINS="local:Anna")
    assert "Keski-Suomen tuottajaverkosto" in done.stdout


def test_the_manifest_is_printed_as_json(tmp_path: Path) -> None:
    done = bot(tmp_path, "manifest")
    manifest = json.loads(done.stdout)
    assert manifest["features"]["slash_commands"][0]["command"] == "/kuppi"
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_the_manifest_names_the_public_address_before_the_apps_secrets_are_known(tmp_path: Path) -> None:
    done = bot(tmp_path, "manifest", PUBLIC_URL="https://kuppi.example/", SLACK_SIGNING_SECRET="s")
    settings = json.loads(done.stdout)["settings"]
    assert settings["event_subscriptions"]["request_url"] == "https://kuppi.example/slack/events"


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["--only", "web"], {}),
        (["--only", "web"], {"TELEGRAM_TOKEN": "1:abc", "TELEGRAM_WEBHOOK_SECRET": "s", "PUBLIC_URL": "https://k.fi"}),
        ([], {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "s"}),
    ],
)
def test_what_is_to_be_visited_without_a_port_is_refused(
    tmp_path: Path, arguments: list[str], given: dict[str, str]
) -> None:
    done = bot(tmp_path, *arguments, **given)
    assert done.returncode == 2
    assert done.stderr.startswith("PORT: ")
    assert done.stderr.count("\n") == 1


def test_wrong_settings_are_all_told_and_nothing_starts(tmp_path: Path) -> None:
    done = bot(tmp_path, SLACK_BOT_TOKEN="xoxb-secret", LOG_LEVEL="LOUD", ADMINS="nobody")
    assert done.returncode == 2
    assert "LOG_LEVEL" in done.stderr
    assert "xoxb-secret" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_wrong_key_is_told_plainly_and_nothing_starts(tmp_path: Path) -> None:
    assert bot(tmp_path, SECRET_KEY="ours").returncode == 0
    done = bot(tmp_path, SECRET_KEY="theirs")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("SECRET_KEY is not the one this database was sealed with")
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    done = bot(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/kuppi.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(f"DATABASE_URL: the folder {tmp_path}/nowhere cannot be used")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["bot", "storage.migrate", "storage.reseal"])
def test_a_postgresql_that_is_away_is_told_plainly(tmp_path: Path, module: str) -> None:
    given = environment(tmp_path, SECRET_KEY="hidden", DATABASE_URL="postgresql://kuppi:hush@127.0.0.1:9/kuppi")
    done = subprocess.run(
        [sys.executable, "-m", module], capture_output=True, text=True, input="", cwd=tmp_path, env=given, timeout=60,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2 if module == "bot" else 1, "")
    assert done.stderr.startswith("DATABASE_URL: the database cannot be used: ")
    assert done.stderr.count("\n") == 1
    assert ("hush" in done.stderr, "hidden" in done.stderr) == (False, False)


def test_a_second_process_leaves_a_sqlite_database_alone(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "bot"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=tmp_path, env=environment(tmp_path),
    )  # fmt: skip
    try:
        assert first.stdout is not None
        assert "Kuppi" in first.stdout.readline()
        second = bot(tmp_path)
        assert second.returncode == 2
        assert "another process" in second.stderr
    finally:
        first.communicate("", timeout=30)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly(tmp_path: Path, sign: signal.Signals) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "bot"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env=environment(tmp_path, TELEGRAM_TOKEN="1:abc", TELEGRAM_API_URL="http://127.0.0.1:9"),
    )  # fmt: skip
    until = time.monotonic() + 30
    while not (tmp_path / "kuppi.db-wal").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(sign)
    _, told = running.communicate(timeout=30)
    assert running.returncode == 0, told
    assert "Traceback" not in told
    assert "1:abc" not in told
