import pytest
from django_tasks_db.management.commands import db_worker


@pytest.fixture
def in_one_transaction(monkeypatch):
    """Let the worker run inside the transaction of a test: it would close a connection that is in one."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
