"""Tasks as tests run them: at once, but for those that keep Wagtail's own indexes."""

from django_tasks.backends.immediate import ImmediateBackend

WAGTAIL = ("wagtail.", "modelsearch.")


class AtOnce(ImmediateBackend):
    """Runs each task as it is enqueued.

    What Wagtail notes after a save, for the search of its editor and for who refers to what, is half the price
    of a page: it is noted in tests that ask for the fixture `wagtail_indexes`.
    """

    keeps_indexes = False

    def _execute_task(self, task_result):
        if self.keeps_indexes or not task_result.task.module_path.startswith(WAGTAIL):
            super()._execute_task(task_result)
