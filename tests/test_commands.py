"""The commands that run before Python does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHONS = ("python3", "python3.11", "python3.12")


@pytest.fixture
def checkout(tmp_path):
    """Copy what the commands need, so that they make no environment here."""
    for name in ("bin", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def replace(tmp_path, monkeypatch):
    """Return a function that puts a script before the programs of this machine."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.delenv("PYTHON", raising=False)

    def by_script(names, script):
        for name in names:
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)

    return by_script


def call(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


class TestEnvironment:
    def test_says_which_python_is_needed(self, checkout, replace):
        replace(PYTHONS, "exit 127")

        result = call(checkout / "bin" / "environment")

        assert result.returncode == 1
        assert "Python 3.11 or 3.12 is needed" in result.stderr
        assert "apt install" in result.stderr

    def test_says_that_the_venv_module_is_missing(self, checkout, replace):
        replace(PYTHONS, 'case "$*" in *ensurepip*) exit 1;; *--version*) echo Python 3.11.2;; esac')

        result = call(checkout / "bin" / "environment")

        assert result.returncode == 1
        assert "Python 3.11.2 is here without its venv module" in result.stderr
        assert not (checkout / ".venv").exists()

    def test_says_where_to_look_when_packages_do_not_come(self, checkout, replace):
        replace(
            PYTHONS,
            'case "$*" in *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python;; *"pip install"*) exit 1;; esac',
        )

        result = call(checkout / "bin" / "environment")

        assert result.returncode == 1
        assert ".venv/install.log" in result.stderr
        assert not list((checkout / ".venv").glob("installed-*"))

    def test_installs_once(self, checkout, replace):
        replace(PYTHONS, 'case "$*" in *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python;; esac')

        first = call(checkout / "bin" / "environment", "development")
        again = call(checkout / "bin" / "environment", "development")
        run = call(checkout / "bin" / "environment", "run")

        assert "Installing" in first.stdout
        assert (again.returncode, again.stdout) == (0, "")
        assert (run.returncode, run.stdout) == (0, "")


class TestDoctor:
    def test_names_the_package_of_what_is_missing(self, checkout, replace):
        replace(PYTHONS, "exit 127")

        result = call(checkout / "bin" / "doctor")

        assert result.returncode == 1
        assert "missing   python3-venv" in result.stdout
        assert "apt install python3-venv" in result.stdout


class TestHelp:
    def test_explains_every_command(self):
        said = call("make", "-C", ROOT, "help").stdout

        for command in ("run", "stop", "test", "doctor", "lint", "format", "messages", "bench"):
            assert f"make {command} " in said
