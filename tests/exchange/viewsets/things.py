"""A thing of each kind that the editor has a form for, with rows where it holds some, and another that has them too."""

import datetime as dt
from types import SimpleNamespace

from django.core.files.base import ContentFile
from wagtail.models import Site

from exchange import models
from exchange.models import VOCABULARIES
from practices.models import CoOwner
from seminars.models import SeminarAttendance, SeminarHost, TalkPractice
from tests import factories
from tests.files import pdf_bytes
from tests.practices.cast import cast, complete_sheet
from tests.practices.steps import released


def make():
    people = cast()
    body, far = people.owner, people.far
    body.email_domains = ["zone.example"]
    body.save()
    slides = ContentFile(pdf_bytes(), name="a.pdf")
    for person in (people.author, people.editor):
        models.Attachment.objects.create(title="Annexe", file=slides, uploaded_by_user=person)
    people.spokesperson = factories.UserFactory(organisation=body, roles=["organisation_administrator"])
    factories.UserFactory(email="arrive@ailleurs.example", organisation=far, roles=["author"])
    people.own_editor = factories.UserFactory(organisation=body, roles=["editor"])
    published = factories.PracticeFactory(organisation=body, owner=people.author)
    theirs = factories.PracticeFactory(organisation=far)
    in_review = released(people)
    draft = factories.PracticeFactory(draft=True, organisation=body, owner=people.author)
    for sheet in (draft, theirs):
        fill_rows_of_sheet(sheet, people)
    seminar, talk = with_rows_of_seminar(body, published)
    with_rows_of_seminar(far, theirs)
    article, information = factories.ArticlePageFactory(), factories.InformationPageFactory()
    for kind, page in ((models.ArticleLink, article), (models.InformationLink, information)):
        kind.objects.create(page=page, target=published)
        other = type(page).objects.get(pk=getattr(factories, f"{type(page).__name__}Factory")().pk)
        kind.objects.create(page=other, target=theirs)
    day = dt.date(2026, 1, 1)
    project = project_of(body, people.neighbour)
    project_of(far, people.far_too)
    for one in (body, far):
        factories.AntennaFactory(organisation=one)
    concept = factories.ConceptFactory(terms={"fr-be": ["sans-abri"]})
    factories.ConceptFactory(terms={"fr-ca": ["itinérance"]})
    terms = {
        model._meta.model_name: model.objects.first() or getattr(factories, f"{model.__name__}Factory")()
        for model in VOCABULARIES
    }
    # The newest organisation and sheet are those that a new row names: no other row does yet.
    factories.PracticeFactory(organisation=people.far_too)
    factories.OrganisationFactory()
    return SimpleNamespace(
        **vars(people),
        **terms,
        organisation=body,
        membership=models.Membership.objects.get(organisation=body),
        seat=models.CommitteeSeat.objects.create(organisation=body, starts_on=day),
        project=project,
        amendment=amendment_of(factories.ProtocolFactory(parties=[body, far]), body),
        other_amendment=amendment_of(factories.ProtocolFactory(parties=[body, far]), far),
        territory=models.Territory.objects.create(name="Ixelles", country="BE"),
        concept=concept,
        abbreviation=models.Abbreviation.objects.create(short="ZP", long="zone de police"),
        site=Site.objects.get(),
        face=body.page,
        draft=draft,
        in_review=in_review,
        published=published,
        theirs=theirs,
        seminar=seminar,
        talk=talk,
        seminars=factories.seminar_index(),
        practices=factories.practice_index(),
        home=models.HomePage.objects.get(),
        articlepage=article,
        informationpage=information,
    )


def fill_rows_of_sheet(sheet, people):
    full = complete_sheet(people.author)
    sheet.partners.add(*[type(row)(name=row.name) for row in full.partners.all()])
    sheet.indicators.add(*[type(row)(name=row.name) for row in full.indicators.all()])
    sheet.co_owners.add(CoOwner(organisation=people.neighbour))
    sheet.save()
    sheet.save_revision(user=sheet.owner)


def with_rows_of_seminar(body, practice):
    seminar = factories.SeminarFactory()
    SeminarHost.objects.create(seminar=seminar, organisation=body)
    SeminarAttendance.objects.create(seminar=seminar, organisation=body, people=3)
    talk = factories.TalkFactory(organisation=body, parent=seminar)
    TalkPractice.objects.create(talk=talk, practice=practice)
    return seminar, talk


def project_of(*bodies):
    project = factories.ProtocolFactory(parties=bodies, state="project", signed_on=None)
    models.Clause.objects.create(
        protocol=project,
        number="1",
        title="But",
        text="Échanger.",
        origin=models.Clause._meta.get_field("origin").choices[0][0],
    )
    for party in project.parties.all():
        models.Signature.objects.create(party=party, name="Le chef", capacities=["Chef"])
    return project


def amendment_of(protocol, body):
    day = dt.date(2026, 1, 1)
    amendment = models.Amendment.objects.create(protocol=protocol, title="Avenant", effective_on=day)
    models.AmendmentSignature.objects.create(
        amendment=amendment, organisation=body, name="Le chef", signed_on=day
    )
    models.AmendmentDecision.objects.create(
        amendment=amendment,
        organisation=body,
        decision_body="Conseil",
        decided_on=day,
        decision_reference="1",
    )
    models.AmendmentWaiver.objects.create(
        amendment=amendment, organisation=body, capacity="chief", reason="Vacant"
    )
    models.AmendedClause.objects.create(
        amendment=amendment, change=models.AmendedClause._meta.get_field("change").choices[0][0], number="1"
    )
    return amendment
