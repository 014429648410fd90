"""Whoever acts on a body locks it before its application and its membership: two never wait for each other."""

import re

import pytest
from django.db import connection

from exchange.memberships import actions
from tests.exchange.memberships.world import fresh

LOCKED = re.compile(
    r'^(?:select .* from "(\w+)".* for (?:no key )?update|(?:update|delete from) "(\w+)")', re.I | re.S
)
BODY = "exchange_organisation"
LOCKABLE = {BODY, "exchange_membershipapplication", "exchange_membership"}


def locks_of(act) -> list[str]:
    """Return the tables in whose rows an action takes locks, in the order in which it does."""
    found = []

    def watch(execute, sql, params, many, context):
        if (lock := LOCKED.match(sql)) and (table := lock[1] or lock[2]) in LOCKABLE:
            found.append(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        act()
    return list(dict.fromkeys(found))


def draft_again(world):
    world.draft()
    values = {"motivation": "Autrement."}
    return lambda: actions.keep_draft(
        world.body, network=world.network, values=values, by=world.administrator
    )


def send(world):
    application = world.draft()
    return lambda: actions.apply(application, by=world.administrator)


def take_back(world):
    world.candidate()
    return lambda: actions.withdraw_application(world.application, by=world.administrator)


def answer(world):
    world.candidate()
    return lambda: actions.answer_for(world.application, answers=True, by=world.sponsor)


def examine(world):
    membership = world.answered()
    return lambda: actions.examine(membership, by=world.committee)


def admit(world):
    membership = world.examined()
    return lambda: actions.admit(
        membership, category="member", votes=world.votes(2), reason="Bienvenue.", by=world.committee
    )


def change_addresses(world):
    membership = world.active()
    return lambda: actions.change_addresses(
        fresh(membership), values={"head": "Chef"}, by=world.administrator
    )


@pytest.mark.parametrize(
    "prepare",
    [draft_again, send, take_back, answer, examine, admit, change_addresses],
    ids=lambda act: act.__name__,
)
def test_the_body_comes_first(world, prepare):
    taken = locks_of(prepare(world))

    assert taken[0] == BODY
    assert len(taken) > 1
