import threading

import pytest

from search.breaker import FAILURES, JITTER, PAUSE, Breaker, State

LONGEST_PAUSE = PAUSE * (1 + JITTER)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock=clock)


@pytest.fixture
def opened(breaker):
    breaker.failed(at_once=True)
    return breaker


class TestClosed:
    def test_lets_everybody_through(self, breaker):
        assert breaker.state == State.CLOSED
        assert breaker.lets_through()

    def test_opens_after_failures_in_a_row(self, breaker):
        for _ in range(FAILURES - 1):
            breaker.failed()
        assert breaker.lets_through()

        breaker.failed()

        assert breaker.state == State.OPEN
        assert not breaker.lets_through()

    def test_forgets_failures_after_an_answer(self, breaker):
        for _ in range(10):
            for _ in range(FAILURES - 1):
                breaker.failed()
            breaker.answered()

        assert breaker.state == State.CLOSED

    def test_opens_at_once_where_nobody_listens(self, breaker):
        breaker.failed(at_once=True)

        assert breaker.state == State.OPEN


class TestOpen:
    def test_sends_one_question_after_the_pause(self, opened, clock):
        assert not opened.lets_through()

        clock.now += LONGEST_PAUSE

        assert [opened.lets_through() for _ in range(3)] == [True, False, False]
        assert opened.state == State.PROBING

    def test_closes_when_the_probe_is_answered(self, opened, clock):
        clock.now += LONGEST_PAUSE
        opened.lets_through()
        opened.answered()

        assert opened.state == State.CLOSED
        assert opened.lets_through()

    def test_stays_open_when_the_probe_fails(self, opened, clock):
        clock.now += LONGEST_PAUSE
        opened.lets_through()
        opened.failed()

        assert opened.state == State.OPEN
        assert not opened.lets_through()

    def test_sends_another_probe_when_the_first_never_came_back(self, opened, clock):
        clock.now += LONGEST_PAUSE
        opened.lets_through()
        clock.now += LONGEST_PAUSE

        assert opened.state == State.OPEN
        assert opened.lets_through()

    def test_pauses_are_not_all_alike(self, clock):
        breakers = [Breaker(clock=clock) for _ in range(60)]
        for breaker in breakers:
            breaker.failed(at_once=True)
        clock.now += PAUSE

        assert 0 < sum(breaker.lets_through() for breaker in breakers) < len(breakers)


class TestThreads:
    def test_one_of_many_threads_probes(self, opened, clock):
        clock.now += LONGEST_PAUSE
        start, let = threading.Barrier(16), []

        def ask():
            start.wait()
            let.append(opened.lets_through())

        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert let.count(True) == 1
