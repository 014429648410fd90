"""How a migration puts a page into the tree, where historical models know no tree."""

import uuid

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4


def number_to_step(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits.rjust(STEP, ALPHABET[0])


def add_index_page(apps, *, app, model, slug, headings, summaries):
    """Add the one index page of an app below the home page, unless it stands there already."""
    IndexPage = apps.get_model(app, model)
    if IndexPage.objects.exists():
        return
    Home = apps.get_model("exchange", "HomePage")
    Page = apps.get_model("exchange", "TranslatedPage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    home = Home.objects.get()
    children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    last = children.order_by("path").values_list("path", flat=True).last()
    number = int(last[-STEP:], 36) + 1 if last else 1
    content_type, _created = ContentType.objects.get_or_create(app_label=app, model=model.lower())
    texts = {f"heading_{language}": text for language, text in headings.items()}
    texts |= {f"summary_{language}": text for language, text in summaries.items()}
    IndexPage.objects.create(
        path=home.path + number_to_step(number),
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}{slug}/",
        slug=slug,
        title=headings["fr"],
        draft_title=headings["fr"],
        original_language="fr",
        heading=headings["fr"],
        summary=summaries["fr"],
        content_type=content_type,
        locale_id=home.locale_id,
        translation_key=uuid.uuid4(),
        live=True,
        tokens=["public"],
        **texts,
    )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())
