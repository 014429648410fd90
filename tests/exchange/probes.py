"""Tasks that leave a trace in a file, so that a test can see them run in another process."""

from pathlib import Path
from time import sleep

from django.core.mail import EmailMessage
from django_tasks import task


@task()
def leave_trace(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("ran\n")


@task()
def hang_the_first_time(path: str) -> None:
    trace = Path(path)
    if not trace.exists():
        trace.write_text("started\n")
        sleep(120)
    with trace.open("a") as file:
        file.write("ended\n")


@task()
def wait_until_there(path: str) -> None:
    while not Path(path).exists():
        sleep(0.02)


@task()
def fail(path: str) -> None:
    leave_trace.func(path)
    raise ValueError("not today")


@task(queue_name="mail")
def write_to(address: str) -> None:
    EmailMessage("A probe", "Nothing to read.", to=[address]).send()
