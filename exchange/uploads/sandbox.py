"""Clean a file in a process of its own, which is killed when it takes too long or too much."""

import json
import logging
import subprocess
import sys
import tempfile
import threading
import time

from django.conf import settings

from exchange.cleaning.refusals import Reason, Refused

logger = logging.getLogger(__name__)

# Of the time that a request may wait, what it waits at most for its turn.
SHARE_FOR_THE_TURN = 0.4

turns = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)


def clean_apart(file, extension: str, longest: int = 0) -> tuple[bytes, list[str]]:
    """Return a file without its traces and what was taken out of it; raise Refused within UPLOAD_SECONDS."""
    deadline = time.monotonic() + settings.UPLOAD_SECONDS
    if not turns.acquire(timeout=settings.UPLOAD_SECONDS * SHARE_FOR_THE_TURN):
        raise Refused(Reason.BUSY)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            file.seek(0)
            for piece in file.chunks():
                given.write(piece)
            given.seek(0)
            run(given, answer, [extension, str(longest)], deadline)
            answer.seek(0)
            return understood(answer)
    finally:
        turns.release()


def run(given, answer, arguments: list[str], deadline: float) -> None:
    """Run the process that cleans; it gets no settings, no environment and no open file but these two."""
    process = subprocess.Popen(
        [sys.executable, "-E", "-s", "-m", "exchange.cleaning", *arguments],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={},
        start_new_session=True,
    )
    try:
        process.wait(max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Refused(Reason.HEAVY, why="time") from error
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def understood(answer) -> tuple[bytes, list[str]]:
    """Return what the process answered; one that ended without an answer was ended by its bounds."""
    try:
        verdict = json.loads(answer.readline(10_000))
    except ValueError as error:
        raise Refused(Reason.HEAVY, why="ended without an answer") from error
    if "refused" in verdict:
        raise Refused(Reason(verdict["refused"]), **verdict["values"])
    return answer.read(), verdict["removed"]
