"""One Elasticsearch process on this machine, with files of its own."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from exchange.embedded import is_root
from search.embedded import configuration, program
from search.embedded.program import NoElasticsearchError

ACCOUNT = "embedded_elasticsearch"  # Elasticsearch refuses to run as root


@dataclass
class Server:
    """An Elasticsearch of development and tests; its data stay in `home` between starts."""

    home: Path
    port: int | None = None  # a free one if none is given, kept for the next start
    heap: int = 512  # MB
    quick: bool = False  # to start, at the price of slower answers: for tests that start it often
    cluster: str = "rives"
    name: str = "alone"
    peers: tuple[tuple[str, int], ...] = ()  # name and transport port of all nodes of a cluster

    @property
    def current_port(self) -> int:
        """Return the port that was given, else the one that was found free; 0 before a first start."""
        try:
            return self.port or int((self.home / "port").read_text())
        except (OSError, ValueError):
            return 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.current_port}"

    @property
    def journal(self) -> Path:
        return self.home / "logs" / "journal"

    def ask(self, path: str = "/", *, method: str = "GET", timeout: float = 5) -> dict:
        """Return what the server answers; OSError if it does not."""
        # The loopback address needs no proxy, whatever the environment says.
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.current_port, timeout=timeout)
        ) as connection:
            connection.request(method, path)
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                raise OSError(f"{answer.status} {answer.reason}")
            return json.load(answer)

    def is_answering(self) -> bool:
        """Say whether this very server, no other program on its port, is ready to work."""
        try:
            return self.ask()["cluster_name"] == self.cluster and bool(
                self.ask("/_cluster/health?wait_for_status=yellow&timeout=1s")
            )
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return False

    def start(self, *, timeout: float = 180) -> str:
        """Start the server unless it runs, and return its address once it answers."""
        self.launch(timeout=timeout)
        return self.wait(timeout=timeout)

    def launch(self, *, timeout: float = 180) -> None:
        """Start the process without waiting for the rest of its cluster."""
        if self.process():
            return
        try:
            self._launch(timeout)
        except OSError as error:
            raise NoElasticsearchError(self.advice(str(error))) from error

    def wait(self, *, timeout: float = 180) -> str:
        deadline = time.monotonic() + timeout
        while not self.is_answering():
            if not self.process() or time.monotonic() > deadline:
                raise NoElasticsearchError(self.advice(self._last_words()))
            time.sleep(0.2)
        return self.url

    def stop(self) -> bool:
        """Stop the server if it runs, and say whether it did."""
        return self._end(signal.SIGTERM)

    def kill(self) -> bool:
        """End the server as a crash does: it writes nothing any more."""
        return self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let the server keep its connections and answer nothing."""
        self.process().suspend()

    def resume(self) -> None:
        self.process().resume()

    def remove(self) -> None:
        """End the server and remove its data."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def process(self):
        """Return the process if it is this server, not a zombie nor a recycled number."""
        import psutil

        try:
            process = psutil.Process(int((self.home / "pid").read_text()))
            alive = process.status() != psutil.STATUS_ZOMBIE
            return process if alive and f"{self.home}/" in " ".join(process.cmdline()) else None
        except (OSError, ValueError, psutil.Error):
            return None

    def advice(self, words: str) -> str:
        """Turn what Elasticsearch or the system said into what to do."""
        reasons = {
            "No space left": f"The disk is full. Free some space near {self.home} and start again.",
            "Permission denied": f"No permission to write {self.home}. Give this account the checkout.",
            "Read-only file system": f"{self.home} can not be written. Move the checkout.",
            "insufficient memory": f"There is no memory for Elasticsearch: it needs {self.heap + 300} MB.",
            "OutOfMemoryError": f"A heap of {self.heap} MB is not enough for what is in {self.home}.",
        }
        said = next((advice for sign, advice in reasons.items() if sign in words), None)
        said = said or (
            f"Elasticsearch does not answer. It said:\n{words.strip() or 'nothing'}\nIts journal: {self.journal}. "
            "`python -m search.embedded remove` lets it begin with no data, `start` again."
        )
        return f"{said}\n{program.OTHER}"

    def _launch(self, timeout: float) -> None:
        import psutil

        if self.port and not is_free(self.port):
            raise NoElasticsearchError(f"Port {self.port} is taken by another program. {program.OTHER}")
        folder, java = program.installed(), program.java_home()
        self._write_configuration()
        self.journal.unlink(missing_ok=True)
        (self.home / "pid").unlink(missing_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "CLI_NAME": "server",
            "CLI_LIBS": "lib/tools/server-cli",
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(self.home / "config"),
            "ES_TMPDIR": str(self.home / "tmp"),
        }
        uid, gid = account()
        with (self.home / "out").open("w") as words:
            launcher = psutil.Popen(
                [str(folder / "bin/elasticsearch-cli"), "--daemonize", "--pidfile", str(self.home / "pid")],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                cwd="/",
                env=environment,
                start_new_session=True,
                **({"user": uid, "group": gid, "extra_groups": []} if is_root() else {}),
            )
        try:
            ended = launcher.wait(timeout=timeout)
        except psutil.TimeoutExpired:
            for process in [*launcher.children(recursive=True), launcher]:
                process.kill()
            ended = 1
        if ended:
            raise NoElasticsearchError(self.advice(self._last_words()))

    def _write_configuration(self) -> None:
        uid, gid = account()
        owners = (0, uid)
        if self.home.is_symlink() or (self.home.exists() and self.home.stat().st_uid not in owners):
            raise NoElasticsearchError(f"{self.home} belongs to somebody else: remove it. {program.OTHER}")
        shutil.rmtree(self.home / "tmp", ignore_errors=True)
        for folder in (self.home, *(self.home / name for name in ("config", "data", "logs", "tmp"))):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.chown(folder, uid, gid)
        if not self.port and not is_free(self.current_port):
            (self.home / "port").write_text(str(free_port()))
        for name, content in configuration.files(self).items():
            path = self.home / "config" / name
            path.write_text(content)
            os.chown(path, uid, gid)

    def _last_words(self) -> str:
        found = ""
        for path in (self.home / "out", self.journal):
            with contextlib.suppress(OSError):
                found += path.read_text(errors="replace")[-1500:]
        return found

    def _end(self, number: int) -> bool:
        process = self.process()
        if process:
            process.send_signal(signal.SIGCONT)  # a paused process would not hear of it
            process.send_signal(number)
            process.wait(timeout=60)
        return bool(process)


def three_nodes(home: Path, *, heap: int = 384) -> list[Server]:
    """Return the servers of a cluster that survives the loss of one, once all of them answer."""
    peers = tuple((f"node-{number}", free_port()) for number in (1, 2, 3))
    nodes = [
        Server(home / name, heap=heap, quick=True, cluster="rives-three", name=name, peers=peers)
        for name, _ in peers
    ]
    with ThreadPoolExecutor() as pool:  # each waits for the others
        list(pool.map(Server.start, nodes))
    return nodes


def account() -> tuple[int, int]:
    """Return the account and the group of the server, made if root has none to lend."""
    import pwd

    if not is_root():
        return os.geteuid(), os.getegid()
    try:
        lent = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True, text=True)
        lent = pwd.getpwnam(ACCOUNT)
    return lent.pw_uid, lent.pw_gid


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port > 0
