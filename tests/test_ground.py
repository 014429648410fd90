"""What holds for the whole tree, whatever it says."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Written in pieces, so that this file does not hold them either.
REGISTRIES = [
    "".join(pieces)
    for pieces in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("repo1.", "maven"),
        ("repo.", "maven"),
        ("deb.", "debian.org"),
        ("security.", "debian.org"),
        ("static.", "crates.io"),
        ("proxy.", "golang"),
    )
]
IMPORTED_FIXTURE = re.compile(r"^from tests\.\S*conftest import .*\b[a-z]", re.MULTILINE)
VAGUE = re.compile(r"(^|/)(utils?|core|common|helpers?|services|misc)(\.py|/)")


@pytest.fixture(scope="module")
def files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def read(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


class TestTree:
    def test_names_no_package_registry(self, files):
        found = [
            f"{path.relative_to(ROOT)}: {host}" for path in files for host in REGISTRIES if host in read(path)
        ]

        assert found == []

    def test_names_no_folder_of_the_machine_it_was_written_on(self, files):
        here = f"{ROOT.parent}/{ROOT.name}/"

        assert [str(path) for path in files if here in read(path)] == []

    def test_has_no_name_that_says_nothing(self, files):
        assert [str(path) for path in files if VAGUE.search(str(path.relative_to(ROOT)))] == []

    def test_imports_no_fixture(self, files):
        """An imported fixture is a second one: what a session shares, each half would keep for itself."""
        assert [str(path) for path in files if IMPORTED_FIXTURE.search(read(path))] == []

    def test_has_no_module_that_is_two_subjects(self, files):
        modules = [
            path for path in files if path.suffix == ".py" and not {"migrations", "tests"} & {*path.parts}
        ]
        long = {str(path): lines for path in modules if (lines := len(read(path).splitlines())) > 400}

        assert long == {}

    def test_locks_every_requirement_with_hashes(self):
        for path in (ROOT / "requirements").glob("*.txt"):
            lines = path.read_text().splitlines()
            pins = [line for line in lines if "==" in line and not line.lstrip().startswith("#")]
            assert pins
            assert all(line.endswith("\\") for line in pins), path
