"""Every way out of the editor, with what to ask of it or the reason why it says nothing of things."""

from exchange.models import VOCABULARIES
from tests.leaks.marks import COMMON


def once(*queries, **kwargs):
    """Return what to ask of a way out: its arguments, and its queries."""
    return lambda world: (kwargs, queries or ({},))


def of(name, argument):
    """Return a way out about one fixed thing of the world, for its kind of lists."""
    return lambda world: ({argument: getattr(world, name).pk}, ({},))


SOUGHT = ({"q": COMMON}, {"q": "zy"})
PAGES_API = (
    {"limit": 100, "fields": "*"},
    {"search": COMMON, "limit": 100},
    {"type": "practices.Practice", "limit": 100},
    {"type": "seminars.Talk", "limit": 100},
    {"for_explorer": 1, "limit": 100},
)
FILES_API = ({"limit": 100}, {"search": "zy", "limit": 100})

# What in the editor names several things: asked once by everybody.
EDITOR_LISTS = {
    "wagtailadmin_home": once(),
    "wagtailadmin_explore_root": once(),
    "wagtailadmin_explore": lambda world: ({"parent_page_id": world.faces["owner"].pk}, ({}, {"q": COMMON})),
    "wagtailadmin_explore_results": lambda world: (
        {"parent_page_id": world.seminar.pk},
        ({}, {"q": COMMON}),
    ),
    "wagtailadmin_choose_page": once({}, {"page_type": "practices.practice"}),
    "wagtailadmin_choose_page_child": lambda world: ({"parent_page_id": world.faces["owner"].pk}, ({},)),
    "wagtailadmin_choose_page_search": once(*SOUGHT),
    "wagtailadmin_pages:search": once({"q": COMMON}),
    "wagtailadmin_pages:search_results": once(*SOUGHT),
    "wagtailadmin_pages:type_use": once(
        {}, {"q": COMMON}, content_type_app_name="practices", content_type_model_name="practice"
    ),
    "wagtailadmin_pages:type_use_results": once(
        content_type_app_name="seminars", content_type_model_name="talk"
    ),
    "wagtailadmin_pages:choose_parent": once(app_label="practices", model_name="practice"),
    "wagtailadmin_api:pages:listing": once(*PAGES_API),
    "wagtailadmin_api:images:listing": once(*FILES_API),
    "wagtailadmin_api:documents:listing": once(*FILES_API),
    "wagtailadmin_tag_autocomplete": once({"term": "zy"}),
    "wagtailadmin_tag_model_autocomplete": once({"term": "zy"}, app_name="practices", model_name="keyword"),
    "wagtailadmin_reports:aging_pages": once(),
    "wagtailadmin_reports:aging_pages_results": once({"export": "csv"}),
    "wagtailadmin_reports:locked_pages": once(),
    "wagtailadmin_reports:locked_pages_results": once({"export": "csv"}),
    "wagtailadmin_reports:page_types_usage": once(),
    "wagtailadmin_reports:page_types_usage_results": once({"export": "csv"}),
    "wagtailadmin_reports:site_history": once(),
    "wagtailadmin_reports:site_history_results": once({"export": "csv"}),
    "wagtailadmin_reports:workflow": once(),
    "wagtailadmin_reports:workflow_results": once({"export": "csv"}),
    "wagtailadmin_reports:workflow_tasks": once(),
    "wagtailadmin_reports:workflow_tasks_results": once({"export": "csv"}),
    "wagtailimages:index": once({}, {"q": "zy"}),
    "wagtailimages:index_results": once({"q": "zy"}),
    "wagtailimages_chooser:choose": once(),
    "wagtailimages_chooser:choose_results": once({"q": "zy"}),
    "wagtaildocs:index": once({}, {"q": "zy"}),
    "wagtaildocs:index_results": once({"q": "zy"}),
    "wagtaildocs_chooser:choose": once(),
    "wagtaildocs_chooser:choose_results": once({"q": "zy"}),
    "theme:delete": of("theme", "pk"),
    "delete_antenna": of("antenna", "pk"),
    "feedback:index": once({}, {"q": "zy"}),
    "feedback:index_results": once(),
    "people:index": once(),
    "people:index_results": once({"q": "zy"}),
    "organisation:index": once(),
    "organisation:inspect": lambda world: ({"pk": world.bodies["owner"].pk}, ({},)),
    "protocol:inspect": lambda world: ({"pk": world.protocols["main"].pk}, ({},)),
    "duties_desk": once(),
    "departures": once(),
    "sheet_languages": once(),
    "reports_desk": once(),
    "exchange_log": once(),
    "exchange_log_results": once({"export": "csv"}),
    "exchange_retention": once(),
    "background": once(),
    "administrators": once(),
    "search_index": once(),
    "search_unanswered": once(),
    "wagtailredirects:index": once(),
    "wagtailsnippets:index": once(),
}


def page_id(page, revision):
    return {"page_id": page.pk}


def pk(page, revision):
    return {"pk": page.pk}


def parent(page, revision):
    return {"parent_page_id": page.pk}


def with_revision(page, revision):
    return {"page_id": page.pk, "revision_id": revision.pk}


# What in the editor is about one thing: asked about those that are closed, and some that open.
EDITOR_THINGS = {
    "wagtailadmin_pages:edit": ("get", page_id),
    "wagtailadmin_pages:preview_on_edit": ("get", page_id),
    "wagtailadmin_pages:view_draft": ("get", page_id),
    "wagtailadmin_pages:history": ("get", page_id),
    "wagtailadmin_pages:history_results": ("get", page_id),
    "wagtailadmin_pages:revisions_index": ("get", page_id),
    "wagtailadmin_pages:revisions_view": ("get", with_revision),
    "wagtailadmin_pages:revisions_revert": ("get", with_revision),
    "wagtailadmin_pages:revisions_unschedule": ("get", with_revision),
    "wagtailadmin_pages:revisions_compare": (
        "get",
        lambda page, revision: {"pk": page.pk, "revision_id_a": "live", "revision_id_b": str(revision.pk)},
    ),
    "wagtailadmin_pages:delete": ("get", page_id),
    "wagtailadmin_pages:unpublish": ("get", page_id),
    "wagtailadmin_pages:copy": ("get", page_id),
    "wagtailadmin_pages:move": ("get", lambda page, revision: {"page_to_move_id": page.pk}),
    "wagtailadmin_pages:move_confirm": (
        "get",
        lambda page, revision: {"page_to_move_id": page.pk, "destination_id": page.pk},
    ),
    "wagtailadmin_pages:set_page_position": ("get", lambda page, revision: {"page_to_move_id": page.pk}),
    "wagtailadmin_pages:usage": ("get", page_id),
    "wagtailadmin_pages:convert_alias": ("get", page_id),
    "wagtailadmin_pages:set_privacy": ("get", page_id),
    "wagtailadmin_pages:lock": ("post", page_id),
    "wagtailadmin_pages:unlock": ("post", page_id),
    "wagtailadmin_pages:add_subpage": ("get", parent),
    "wagtailadmin_pages:workflow_history": ("get", page_id),
    "wagtailadmin_pages:workflow_history_detail": (
        "get",
        lambda page, revision: {"page_id": page.pk, "workflow_state_id": 1},
    ),
    "wagtailadmin_pages:workflow_preview": ("get", lambda page, revision: {"page_id": page.pk, "task_id": 1}),
    "wagtailadmin_pages:workflow_action": (
        "get",
        lambda page, revision: {"page_id": page.pk, "action_name": "approve", "task_state_id": 1},
    ),
    "wagtailadmin_pages:collect_workflow_action_data": (
        "get",
        lambda page, revision: {"page_id": page.pk, "action_name": "approve", "task_state_id": 1},
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": ("get", page_id),
    "wagtailadmin_explore": ("get", parent),
    "wagtailadmin_explore_results": ("get", parent),
    "wagtailadmin_choose_page_child": ("get", parent),
    "wagtailadmin_api:pages:detail": ("get", pk),
    "wagtailadmin_api:pages:action": ("post", lambda page, revision: {"pk": page.pk, "action_name": "copy"}),
    "wagtailadmin_editing_sessions:ping": (
        "post",
        lambda page, revision: {
            "app_label": "exchange",
            "model_name": "translatedpage",
            "object_id": str(page.pk),
            "session_id": 1,
        },
    ),
    "sheet_desk": ("get", pk),
    "sheet_read": ("get", lambda page, revision: {"pk": page.pk, "language": "fr"}),
    "sheet_deed": ("post", lambda page, revision: {"pk": page.pk, "verb": "submit"}),
    "sheet_remark": ("post", lambda page, revision: {"pk": page.pk, "remark": 1}),
}

EDITOR_FILES = {
    "wagtailimages:edit": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:delete": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:image_usage": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:url_generator": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:url_generator_output": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:preview": ("get", "image", lambda file: {"image_id": file.pk, "filter_spec": "max-2x2"}),
    "wagtailimages_chooser:chosen": ("get", "image", lambda file: {"pk": str(file.pk)}),
    "wagtailimages_chooser:select_format": ("get", "image", lambda file: {"image_id": file.pk}),
    "wagtailadmin_api:images:detail": ("get", "image", lambda file: {"pk": file.pk}),
    "wagtailimages:edit_multiple": ("post", "image", lambda file: {"image_id": file.pk}),
    "wagtailimages:delete_multiple": ("post", "image", lambda file: {"image_id": file.pk}),
    "wagtaildocs:edit": ("get", "document", lambda file: {"document_id": file.pk}),
    "wagtaildocs:delete": ("get", "document", lambda file: {"document_id": file.pk}),
    "wagtaildocs:document_usage": ("get", "document", lambda file: {"document_id": file.pk}),
    "wagtaildocs_chooser:chosen": ("get", "document", lambda file: {"pk": str(file.pk)}),
    "wagtailadmin_api:documents:detail": ("get", "document", lambda file: {"pk": file.pk}),
    "wagtaildocs:edit_multiple": ("post", "document", lambda file: {"doc_id": file.pk}),
    "wagtaildocs:delete_multiple": ("post", "document", lambda file: {"doc_id": file.pk}),
}

# What in the editor says nothing of things, and why; a name ends with « : » or « _ » where it stands for all.
WORDS = "words of the exchange, the same for everybody"
EDITOR_SAYS_NOTHING = {
    **{f"{model._meta.model_name}:": WORDS for model in VOCABULARIES},
    **dict.fromkeys(("abbreviation:", "concept:", "territory:", "concordance_"), WORDS),
    **dict.fromkeys(
        ("organisation:", "membership:", "protocol:", "people:", "invitation:", "move:", "signinprovider:"),
        "bodies, what ties them and their people: tests/exchange/viewsets/test_every_view.py",
    ),
    **dict.fromkeys(
        ("amendments:", "charter_versions:", "decisions:", "seats:"),
        "texts and decisions of the network, for the committee",
    ),
    **dict.fromkeys(("departure_", "departures_", "duties_step"), "steps about a body, for the committee"),
    "factor_removal_": "a step about an account, for administrators: tests/exchange/test_lost_factors.py",
    "feedback:": "readers' messages: tests/exchange/viewsets/test_every_view.py",
    "search_": "counts and words asked: tests/search/test_admin.py",
    "background_": "runs a task again, or forgets it; answers with a number",
    "wagtailadmin_collections:": "there is one collection",
    "wagtailadmin_workflows:": "steps without things; who keeps them is an administrator",
    "wagtailadmin_password_": "closed: the exchange has its own",
    "wagtailredirects:": "old addresses, for administrators",
    "wagtailsites:": "there is one site, for administrators",
    "wagtailusers_": "closed",
    "wagtail_bulk_action": "closed",
    "wagtailadmin_choose_page_": "links to addresses, and the closed choice of several pages",
    "wagtailadmin_pages:add": "a form for a new page below one that the person may write under",
    "wagtailadmin_pages:preview_on_add": "shows what the person types",
    "wagtailadmin_editing_sessions:release": "answers nothing",
    "wagtailadmin_block_preview": "an example of Wagtail's",
    "wagtailadmin_dismissibles": "what a person has clicked away",
    "wagtailadmin_javascript_catalog": "words of the interface",
    "wagtailadmin_sprite": "icons",
    "wagtailadmin_error_test": "closed",
    "wagtailadmin_login": "sends to the one door",
    "wagtailadmin_logout": "the door",
    "wagtailadmin_account": "what one knows of oneself",
    "wagtailadmin_api:pages:find": "redirects to the detail of a page that is listed",
    "wagtailadmin_api:images:find": "redirects to the detail of a picture that is listed",
    "wagtailadmin_api:documents:find": "redirects to the detail of a file that is listed",
    **dict.fromkeys(
        ("wagtailimages:", "wagtaildocs:", "wagtailimages_chooser:", "wagtaildocs_chooser:"),
        "takes in a file; what it answers is what was sent",
    ),
}
