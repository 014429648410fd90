"""What `make lint` says about the versions that are locked."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest
from django.conf import settings as project


@pytest.fixture(scope="module")
def audit():
    loader = SourceFileLoader("audit", str(project.BASE_DIR / "bin" / "audit"))
    loader.source_to_code = lambda data, path: compile(data, path, "exec")
    module = module_from_spec(spec_from_loader("audit", loader))
    loader.exec_module(module)
    return module


def package(name, *weaknesses, **more):
    return {"name": name, "version": "1.0", "vulns": list(weaknesses), **more}


WEAKNESS = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": []}


class TestAudit:
    def test_fails_on_a_known_weakness(self, audit):
        words, bad = audit.judge([package("sound"), package("weak", WEAKNESS)])

        assert bad
        assert "weak 1.0: PYSEC-2026-1, mended in 1.1" in words

    def test_says_nothing_of_sound_packages(self, audit):
        assert audit.judge([package("sound")]) == ("", False)

    @pytest.mark.parametrize("packages", [None, [{"name": "x", "skip_reason": "not found"}]])
    def test_says_that_nobody_answers_and_lets_go_on(self, audit, packages):
        words, bad = audit.judge(packages)

        assert words
        assert not bad

    def test_survives_a_network_that_is_away(self, audit, monkeypatch):
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")

        assert audit.ask() is None

    def test_survives_a_silent_index(self, audit, monkeypatch):
        def wait(command, timeout, **options):
            raise subprocess.TimeoutExpired(command, timeout)

        monkeypatch.setattr(audit.subprocess, "run", wait)

        assert audit.ask() is None

    def test_asks_with_the_tool_of_the_environment(self):
        tool = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--version"], capture_output=True, check=False
        )

        assert tool.returncode == 0
