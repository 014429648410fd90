import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from exchange import embedded


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Pretend that the project lies elsewhere: its server is another one."""
    monkeypatch.setattr(embedded, "BASE_DIR", tmp_path)
    yield tmp_path
    embedded.remove()


def postmaster() -> int:
    return int((embedded.data_directory() / "postmaster.pid").read_text().split("\n")[0])


def names() -> set[str]:
    with embedded.connect() as connection:
        return {row[0] for row in connection.execute("select datname from pg_database")}


class TestStart:
    def test_joins_the_server_that_runs(self, checkout):
        embedded.start()
        first = postmaster()

        embedded.start()

        assert postmaster() == first

    def test_starts_again_after_a_kill_and_has_lost_nothing(self, checkout):
        embedded.database("kept")
        os.kill(postmaster(), signal.SIGKILL)

        embedded.start()

        assert "kept" in names()

    def test_starts_when_the_number_of_the_old_server_is_somebody_elses(self, checkout):
        embedded.start()
        embedded.stop()
        stale = embedded.data_directory() / "postmaster.pid"
        stale.write_text(f"{os.getpid()}\n{embedded.data_directory()}\n0\n5432\n\n\n0 0\nready\n")

        embedded.start()

        assert postmaster() != os.getpid()

    def test_begins_again_where_a_first_start_was_cut_short(self, checkout):
        directory = embedded.data_directory()
        directory.mkdir(parents=True)
        (directory / "base").mkdir()

        embedded.start()

        assert "postgres" in names()

    def test_uses_a_short_socket_below_a_long_path(self, tmp_path, monkeypatch):
        monkeypatch.setattr(embedded, "BASE_DIR", tmp_path / ("x" * 80) / ("y" * 80))
        monkeypatch.setattr(embedded, "is_root", lambda: False)

        assert len(str(embedded.socket_directory())) < 60
        assert embedded.socket_directory() != embedded.data_directory()

    def test_refuses_a_folder_that_is_a_link_to_somewhere_else(self, checkout):
        embedded.data_directory().parent.mkdir(parents=True, exist_ok=True)
        embedded.data_directory().symlink_to(checkout)

        with pytest.raises(embedded.NoDatabaseError, match="belongs to somebody else"):
            embedded.start()

    def test_serves_several_who_start_at_the_same_time(self, checkout):
        code = (
            "import sys; from pathlib import Path; from exchange import embedded;"
            "embedded.BASE_DIR = Path(sys.argv[1]); embedded.database('shared')"
        )
        starters = [subprocess.Popen([sys.executable, "-c", code, str(checkout)]) for _ in range(3)]

        assert [starter.wait(timeout=60) for starter in starters] == [0, 0, 0]
        assert "shared" in names()


class TestStop:
    def test_leaves_nothing_that_answers(self, checkout):
        embedded.start()

        assert embedded.stop()
        assert not embedded.is_answering()
        assert not embedded.stop()


class TestDatabase:
    def test_returns_settings_that_connect(self, checkout):
        settings = embedded.database("mine")

        with psycopg.connect(
            host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"]
        ) as connection:
            encoding = connection.execute("show server_encoding").fetchone()
        assert encoding == ("UTF8",)


class TestAdvice:
    @pytest.mark.parametrize(
        ("words", "way_out"),
        [
            ("could not write: No space left on device", "The disk is full"),
            ("mkdir: Permission denied", "No permission to write"),
            ("[Errno 30] Read-only file system: 'x'", "can not be written"),
            ("something unheard of", "make clean"),
        ],
    )
    def test_names_the_way_out(self, words, way_out):
        assert way_out in embedded.advice(words)

    def test_is_what_a_command_prints_instead_of_a_traceback(self, tmp_path):
        (tmp_path / "var").write_text("a file where a folder should be")
        code = "import sys; from pathlib import Path; from exchange import embedded; embedded.SHARED = Path(sys.argv[1]);"
        code += "embedded.BASE_DIR = Path(sys.argv[1]); sys.argv = ['manage.py', 'check'];"
        code += "import runpy; runpy.run_path('manage.py', run_name='__main__')"
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment["DJANGO_SETTINGS_MODULE"] = "exchange.settings.development"

        result = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "var")],
            cwd=Path(__file__).parents[2],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert "DATABASE_URL" in result.stderr
