"""Measure pages as visitors get them: the production server, the demonstration content, wrk.

python tests/benchmarks/bench_pages.py [--seconds 10]

Every request opens a new connection (`Connection: close`), 2 threads, 8 connections. « signed in » is a reader of
a member body, whose pages are kept as those of visitors are; « made anew » asks with an address too long to be
kept, so that nothing comes from memory. The last column is the time that the server and the database worked for
one request: unlike the rate, it says the same on a machine that does other things too.
"""

import argparse
import http.cookiejar
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

PORT = 8765
ADDRESS = f"http://localhost:{PORT}"
READER, PASSWORD = "lecteur@spvm.example", "demo-exchange"
TOO_LONG_TO_KEEP = f"anew={'x' * 300}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def environment() -> dict:
    """Return the settings of production on a database that holds the demonstration."""
    from exchange import embedded

    database = embedded.database("bench_pages")
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}/{database['NAME']}",
        "SECRET_KEY": "measured, never served to anybody: " + "x" * 30,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": ADDRESS,
        "EMAIL_URL": "consolemail://",
        "SECURE_SSL_REDIRECT": "False",
    }


def prepare(settings: dict) -> None:
    development = {**settings, "DJANGO_SETTINGS_MODULE": "exchange.settings.development"}
    content = [str(path) for path in sorted((ROOT / "exchange" / "content").glob("*.json"))]
    manage("migrate", "-v0", settings=development)
    manage("load_content", *content, "-v0", settings=development)
    manage("collectstatic", "--no-input", "-v0", settings=settings | production())


def production() -> dict:
    return {"DJANGO_SETTINGS_MODULE": "exchange.settings.production"}


def manage(*words, settings) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=settings, check=True)


def serve(settings: dict) -> subprocess.Popen:
    process = subprocess.Popen(
        [
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(PORT),
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--no-access-log",
            "--log-level",
            "warning",
            "exchange.wsgi:application",
        ],
        cwd=ROOT,
        env={**settings, **production(), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    for _ in range(400):
        time.sleep(0.3)
        try:
            read("/fr/")
        except OSError:
            continue
        return process
    process.terminate()
    raise SystemExit("The server did not come up.")


def read(path: str) -> str:
    request = urllib.request.Request(f"{ADDRESS}{path}")
    with urllib.request.urlopen(request) as response:
        return response.read().decode()


def sheet_address() -> str:
    """Return where the first full sheet is."""
    return re.search(r'href="(/fr/[a-z]+/\d+-assistants-de-concertation[^"]*)"', read("/fr/fiches/")).group(1)


def sign_in() -> str:
    """Return the cookie of a reader of a member body; it is one of production, so no jar sends it over HTTP."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), NoRedirect)
    form = opener.open(f"{ADDRESS}/fr/connexion/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    sent = {"csrfmiddlewaretoken": token, "login": READER, "password": PASSWORD}
    request = urllib.request.Request(
        f"{ADDRESS}/fr/connexion/",
        urllib.parse.urlencode(sent).encode(),
        {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)},
    )
    opener.open(request)
    return next(f"{cookie.name}={cookie.value}" for cookie in jar if cookie.name == "sessionid")


class NoRedirect(urllib.request.HTTPErrorProcessor):
    def http_response(self, request, response):
        return response


def seconds_worked(server: subprocess.Popen) -> float:
    """Return how long the server and its part of the database have worked until now."""
    ticks = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            words = (process / "cmdline").read_bytes()
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ours = int(process.name) == server.pid or int(fields[1]) == server.pid
        if ours or (words.startswith(b"postgres:") and b" bench_pages " in words):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(label: str, path: str, seconds: int, server: subprocess.Popen, cookie: str = "") -> None:
    command = ["wrk", "-t2", "-c8", f"-d{seconds}s", "--latency", "-H", "Connection: close"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    before = seconds_worked(server)
    told = subprocess.run([*command, f"{ADDRESS}{path}"], capture_output=True, text=True, check=True).stdout
    worked = seconds_worked(server) - before
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)[1]
    requests = int(re.search(r"(\d+) requests in", told)[1])
    middle, slow = re.search(r"50%\s+(\S+)", told)[1], re.search(r"99%\s+(\S+)", told)[1]
    refused = re.search(r"Non-2xx.*?(\d+)", told)
    size = len(read(path).encode()) / 1024
    say(
        f"{label:24}{float(rate):8.0f}/s{middle:>10}{slow:>10}{size:8.0f} kB{worked / max(1, requests) * 1000:8.1f} ms"
        f"{'  refused: ' + refused[1] if refused else ''}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: `make doctor` says how to get it.")

    settings = environment()
    prepare(settings)
    server = serve(settings)
    try:
        pages = {"home": "/fr/", "sheet": sheet_address(), "search": "/fr/recherche/?q=sans-abri"}
        cookie = sign_in()
        say(f"{'':24}{'rate':>10}{'p50':>10}{'p99':>10}{'size':>11}{'work':>11}")
        for label, path in pages.items():
            measure(label, path, options.seconds, server)
        for label, path in pages.items():
            measure(f"{label}, signed in", path, options.seconds, server, cookie)
        for label, path in pages.items():
            anew = f"{path}{'&' if '?' in path else '?'}{TOO_LONG_TO_KEEP}"
            measure(f"{label}, made anew", anew, options.seconds, server)
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
