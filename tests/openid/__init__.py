"""A real OpenID provider in a process of its own: oidc-provider, for Node, fetched once per account with npm."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from search.embedded.program import cache, one_at_a_time

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "provider.mjs")
OLDEST_NODE = 18
PATIENCE = 60  # seconds until it answers, on a machine that does much else


class NoProviderError(Exception):
    """No provider can be started; the message says what to do."""


def node() -> str:
    """Return the program of a Node that is new enough."""
    program = shutil.which("node") or shutil.which("nodejs")
    said = (
        subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        if program
        else None
    )
    if said is None or int(said.stdout.lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
        raise NoProviderError(
            f"The tests of sign-in providers need Node {OLDEST_NODE} or newer, and npm. "
            "On Debian or Ubuntu: apt install nodejs npm."
        )
    return program


def installed() -> Path:
    """Return the folder of the provider, fetched if it is not there or of another version."""
    words = "".join((HERE / name).read_text() for name in FILES[:2])
    version = json.loads((HERE / "package.json").read_text())["dependencies"]["oidc-provider"]
    folder = cache() / f"oidc-provider-{version}"
    mark = folder / "installed"
    node()
    with one_at_a_time(cache() / "oidc-provider.lock"):
        if not mark.exists() or mark.read_text() != words:
            install(folder)
            mark.write_text(words)
        # The script beside its packages: Node looks for them there.
        shutil.copy(HERE / "provider.mjs", folder)
    return folder


def install(folder: Path) -> None:
    """Fetch beside the folder, then rename: who is killed meanwhile leaves nothing half-made."""
    if not shutil.which("npm"):
        raise NoProviderError("npm fetches the provider of the tests, and is missing: apt install npm.")
    workplace = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    try:
        for name in FILES[:2]:
            shutil.copy(HERE / name, workplace)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=workplace, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoProviderError(
                f"npm did not bring the provider of the tests. It said:\n{done.stderr[:600]}"
            )
        shutil.rmtree(folder, ignore_errors=True)
        workplace.rename(folder)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OpenIDProvider:
    """One provider that runs: it signs in whomever it is told to, and walks there and back like a browser."""

    def __init__(self, *callbacks: str, port: int | None = None, address_apart: bool = False):
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.callbacks = callbacks
        self.address_apart = address_apart

    def start(self) -> "OpenIDProvider":
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "CALLBACKS": json.dumps(self.callbacks),
            "ADDRESS_APART": "yes" if self.address_apart else "no",
        }
        folder = installed()
        self.journal = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- open as long as the provider runs
        self.process = subprocess.Popen(
            [node(), "provider.mjs"], cwd=folder, env=environment, stdout=self.journal, stderr=self.journal
        )
        deadline = time.monotonic() + PATIENCE
        while not self.is_answering():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.journal.seek(0)
                said = self.journal.read()[-600:]
                self.stop()
                raise NoProviderError(f"The provider of the tests does not start:\n{said}")
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.journal.close()

    def is_answering(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5).close()
        except OSError:
            return False
        return True

    def expect(self, lie: str = "", **claims) -> None:
        """Say who signs in next, and how the provider lies about it."""
        body = json.dumps({"claims": claims, "lie": lie}).encode()
        request = urllib.request.Request(f"{self.url}/next", data=body, method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def walk(self, address: str) -> str:
        """Follow a browser from the page of the provider until it is sent back; return where to."""
        browser = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar()))
        while address.startswith(self.url):
            try:
                browser.open(address, timeout=10)
            except urllib.error.HTTPError as answer:
                if not 300 <= answer.code < 400:
                    raise AssertionError(
                        f"{address} answers {answer.code}: {answer.read()[:500]}"
                    ) from answer
                address = urllib.parse.urljoin(address, answer.headers["Location"])
            else:
                raise AssertionError(f"{address} shows a page")
        return address


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None
