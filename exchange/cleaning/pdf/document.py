"""The catalogue of a PDF: what concerns the document as a whole."""

from pikepdf import Array, Dictionary, Object

from exchange.cleaning.refusals import Damaged, Reason, Refused

from .actions import is_harmless, name_of
from .names import CATALOGUE, NAME_TREES


def clean_catalogue(root: Object, removed: set[str]) -> None:
    """Keep what a reader's program needs; refuse a document whose pages stand elsewhere."""
    if not isinstance(root, Dictionary):
        raise Damaged("It has no catalogue.")
    if "/Collection" in root:
        raise Refused(Reason.ATTACHMENTS)
    if "/NeedsRendering" in root and root["/NeedsRendering"] is True:
        raise Refused(Reason.FORM)
    for name in set(root.keys()) - CATALOGUE:
        del root[name]
    if "/OpenAction" in root and not opens_a_place(root["/OpenAction"]):
        del root["/OpenAction"]
        removed.add("actions")
    clean_names(root, removed)
    clean_form(root, removed)
    clean_layers(root)


def opens_a_place(action) -> bool:
    if isinstance(action, Dictionary):
        return name_of(action, "/S") == "/GoTo" and is_harmless(action)
    return not isinstance(action, Object) or isinstance(action, Array)


def clean_names(root: Object, removed: set[str]) -> None:
    names = root.get("/Names")
    if not isinstance(names, Dictionary):
        if "/Names" in root:
            del root["/Names"]
        return
    if holds_something(names.get("/EmbeddedFiles")):
        raise Refused(Reason.ATTACHMENTS)
    for name in set(names.keys()) - NAME_TREES:
        del names[name]
        if name != "/EmbeddedFiles":
            removed.add("actions")


def holds_something(tree) -> bool:
    return isinstance(tree, Dictionary) and any(
        isinstance(tree.get(key), Array) and len(tree[key]) for key in ("/Kids", "/Names")
    )


def clean_form(root: Object, removed: set[str]) -> None:
    """Leave the fields of a form as they are, without a second form, an order of scripts and signatures."""
    form = root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        if "/AcroForm" in root:
            del root["/AcroForm"]
        return
    for name in ("/CO", "/SigFlags", "/XFA"):
        if name in form:
            del form[name]
            removed.add("form")


def clean_layers(root: Object) -> None:
    """Forget which program and whom the layers are by."""
    layers = root.get("/OCProperties")
    if not isinstance(layers, Dictionary):
        return
    configurations = [
        layers.get("/D"),
        *(layers["/Configs"] if isinstance(layers.get("/Configs"), Array) else []),
    ]
    for configuration in configurations:
        if isinstance(configuration, Dictionary) and "/Creator" in configuration:
            del configuration["/Creator"]
