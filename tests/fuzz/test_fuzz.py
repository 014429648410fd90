"""Whatever anybody sends to any address: an answer, never a failure, nothing written by who may not, nowhere else led.

`make test-fuzz` goes on for half an hour with a seed of its own; FUZZ_SEED, FUZZ_SECONDS and FUZZ_ONLY (a part of
the name of an address) change that. What fails prints its request; FUZZ_REQUEST="Request(…)" sends it again.
"""

import os
import sys
import time
import traceback

import pytest

from tests.fuzz.addresses import addresses
from tests.fuzz.fuzzer import LEFT_BY_LOOKING, Fuzzer, Request, leads_away
from tests.fuzz.rules import may_write, watched
from tests.fuzz.world import PERSONS, make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("wagtail_indexes"),
    # Wagtail leaves the temporary file of a new rendition to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

METHODS = ("GET", "POST")
SELDOM = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
SEED = os.environ.get("FUZZ_SEED", "1")
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
REQUEST = os.environ.get("FUZZ_REQUEST", "")
ONLY = os.environ.get("FUZZ_ONLY", "")


def faults(request, answer, theirs) -> list[str]:
    """Return what is wrong with an answer."""
    found = []
    if answer.status >= 500 or answer.error:
        trace = "".join(traceback.format_exception(answer.error)[-12:]) if answer.error else ""
        found.append(f"{answer.status}\n{trace}")
    if "Traceback (most recent call last)" in answer.text:
        found.append("shows a traceback")
    wrote = answer.wrote - LEFT_BY_LOOKING
    if wrote and not may_write(request, wrote):
        found.append(f"wrote {sorted(wrote)}")
    if answer.theirs and answer.theirs != theirs and request.person != "administrator":
        found.append("changed what belongs to another body")
    if leads_away(answer.location):
        found.append(f"leads to {answer.location!r}")
    return found


def rounds(fuzzer, known):
    """Yield requests to each address, each person in turn, as long as there is time, and at least one round."""
    if REQUEST:
        yield known[0], eval(REQUEST, {"Request": Request})
        return
    number, end = 0, time.monotonic() + SECONDS
    while True:
        for index, address in enumerate(known):
            for turn, method in enumerate(methods_of(index, number)):
                person = PERSONS[(index + turn * 2 + number) % len(PERSONS)]
                if number and time.monotonic() > end:
                    return
                yield address, fuzzer.request(address, person, method, number)
        number += 1
        if time.monotonic() > end:
            return


def methods_of(index, number):
    """Return how an address is asked in one round; where there is little time each is asked once."""
    if not SECONDS:
        return METHODS[index % 2 :][:1]
    return METHODS if number % 4 < 3 else SELDOM


@pytest.mark.timeout(SECONDS + 300)
def test_every_address_has_an_answer(capsys):
    world = make()
    fuzzer = Fuzzer(world, SEED)
    known = [address for address in addresses() if ONLY in address.name]
    failed, count, seen = {}, 0, set()
    theirs = watched(world)

    for address, request in rounds(fuzzer, known):
        answer = fuzzer.send(request)
        count += 1
        for fault in faults(request, answer, theirs):
            mark = (address.name, fault[-160:])
            if mark not in seen:
                seen.add(mark)
                failed[f"{len(failed)}. {address.name}"] = f"{request}\n{fault}"

    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED}: {count} requests to {len(known)} addresses, {len(failed)} faults\n")
    assert not failed, "\n\n".join(f"{name}\n{what}" for name, what in failed.items())
