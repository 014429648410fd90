"""All the rows of a sheet in one statement: its page would otherwise ask some twenty times."""

from dataclasses import dataclass
from functools import cache

from django.db import connection

from exchange.models import (
    Antenna,
    Attachment,
    EvidenceLevel,
    Licence,
    LifecycleStage,
    Organisation,
    Pillar,
    PracticeType,
    Protocol,
    Setting,
    TargetGroup,
    Territory,
    Theme,
)
from practices.models import (
    Adoption,
    CoOwner,
    Departure,
    FormerOwner,
    Indicator,
    Keyword,
    LegalBasis,
    Partner,
    Practice,
    PracticeFile,
    Relation,
    StaffProfile,
)
from practices.models import Link as PracticeLink

# What belongs to the sheet: a draft or a preview carries its own.
CHILDREN = {
    "co_owners": CoOwner,
    "partners": Partner,
    "staff_profiles": StaffProfile,
    "indicators": Indicator,
    "legal_bases": LegalBasis,
    "links": PracticeLink,
    "files": PracticeFile,
    "relations": Relation,
}
TERMS = {
    "themes": Theme,
    "pillars": Pillar,
    "settings": Setting,
    "target_groups": TargetGroup,
    "territories": Territory,
}
# What the sheet names: joined to it they would double the columns of its own query.
NAMED = {
    "organisation": Organisation,
    "network": Organisation,
    "practice_type": PracticeType,
    "lifecycle": LifecycleStage,
    "evidence_level": EvidenceLevel,
    "evidence_level_confirmed": EvidenceLevel,
    "licence": Licence,
    "protocol": Protocol,
    "contact_antenna": Antenna,
}
SHEET = 0  # stands for the sheet where a statement is made


@dataclass(frozen=True)
class Around:
    """What stands around a sheet and is told elsewhere."""

    keywords: list
    adoptions: list
    seen_from: list
    inspired: list[int]
    talks: list[int]
    departures: list
    former_owners: list


def querysets() -> dict:
    """Return what is read, by name."""
    children = {name: model.objects.filter(practice=SHEET) for name, model in CHILDREN.items()}
    terms = {name: model.objects.filter(practices=SHEET) for name, model in TERMS.items()}
    sheet = Practice.objects.filter(pk=SHEET)
    talks = Practice._meta.get_field("talk_links").related_model
    return {
        **{name: rows.order_by("sort_order", "pk") for name, rows in children.items()},
        **terms,
        **{name: model.objects.filter(pk__in=sheet.values(name)) for name, model in NAMED.items()},
        "keywords": Keyword.objects.filter(practices__content_object=SHEET).order_by("practices__pk"),
        "adoptions": Adoption.objects.filter(practice=SHEET).order_by("pk"),
        "departures": Departure.objects.pending()
        .of_network()
        .filter(organisation__in=sheet.values("organisation"), network__in=sheet.values("network")),
        "former_owners": FormerOwner.objects.filter(page=SHEET).order_by("until", "pk"),
        "seen_from": Relation.objects.filter(target=SHEET).order_by("pk"),
        "inspired": Practice.objects.filter(inspired_by=SHEET).order_by("pk").values("pk"),
        "talks": talks.objects.filter(practice=SHEET).order_by("pk").values("talk"),
    }


@cache
def statement() -> tuple[str, int, dict]:
    """Return the statement, how often it names the sheet, and the model of each part."""
    parts, models, times = [], {}, 0
    for name, rows in querysets().items():
        sql, parameters = rows.query.sql_with_params()
        if set(parameters) != {SHEET}:
            raise ValueError(f"{name} asks for more than the sheet")
        times += len(parameters)
        models[name] = rows.model
        parts.append(f"(select coalesce(json_agg(part), '[]') from ({sql}) part) as {name}")  # noqa: S608 -- Django's own words
    return f"select {', '.join(parts)}", times, models


def read_rows(practice) -> Around:
    """Give a sheet its rows, and return what stands around it."""
    if not practice.pk:
        return Around([], [], [], [], [], [], [])
    sql, times, models = statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [practice.pk] * times)
        parts = dict(zip(models, cursor.fetchone(), strict=True))
    rows = {
        name: values if name in ("inspired", "talks") else instances(models[name], values)
        for name, values in parts.items()
    }
    if not getattr(practice, "_cluster_related_objects", None):
        practice._cluster_related_objects = {name: rows[name] for name in (*CHILDREN, *TERMS)}
    for name in NAMED:
        for thing in rows[name]:
            # A draft may name another one than the sheet that it will replace.
            if thing.pk == getattr(practice, f"{name}_id"):
                setattr(practice, name, thing)
    attach(rows["adoptions"], "organisation", Organisation)
    attach(rows["adoptions"], "antenna", Antenna)
    attach(rows["former_owners"], "organisation", Organisation)
    attach(practice.co_owners.all(), "organisation", Organisation)
    attach(practice.files.all(), "file", Attachment)
    return Around(
        keywords=rows["keywords"],
        adoptions=rows["adoptions"],
        seen_from=rows["seen_from"],
        inspired=[row["pk"] for row in rows["inspired"]],
        talks=[row["talk"] for row in rows["talks"]],
        departures=rows["departures"],
        former_owners=rows["former_owners"],
    )


def instances(model, values) -> list:
    fields = {field.column: field for field in model._meta.concrete_fields}
    return [
        model.from_db(
            connection.alias,
            [fields[column].attname for column in row],
            [fields[column].to_python(value) for column, value in row.items()],
        )
        for row in values
    ]


def attach(rows, name: str, model) -> None:
    """Give each row the thing that it names, all of them in one query."""
    rows = list(rows)
    keys = {getattr(row, f"{name}_id") for row in rows} - {None}
    things = model.objects.in_bulk(keys) if keys else {}
    for row in rows:
        setattr(row, name, things.get(getattr(row, f"{name}_id")))
