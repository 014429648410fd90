import threading

from django.db import connection

from exchange.models import Organisation, OrganisationType
from practices.models.references import next_reference, reference_prefix
from tests.factories import OrganisationFactory


class TestReferencePrefix:
    def test_names_the_country_or_quebec_and_the_body(self):
        zone = Organisation(country="BE", region="BE-BRU", reference_code="5344")
        service = Organisation(country="CA", region="CA-QC", reference_code="SPVM")
        elsewhere = Organisation(country="CA", region="CA-ON", reference_code="OPP")

        prefixes = [reference_prefix(body) for body in (zone, service, elsewhere)]

        assert prefixes == ["BE-5344", "QC-SPVM", "CA-OPP"]


class TestNextReference:
    def test_never_gives_two_callers_the_same_number(self, django_db_setup, django_db_blocker):
        # Threads see only what is committed: the rows are made for good, and taken away by hand.
        with django_db_blocker.unblock():
            organisation = OrganisationFactory(reference_code="NUMBERS", type__code="numbers")
            given = []
            start = threading.Barrier(4)

            def ask():
                try:
                    start.wait()
                    given.append(next_reference(organisation))
                finally:
                    connection.close()

            callers = [threading.Thread(target=ask) for _caller in range(4)]
            try:
                for caller in callers:
                    caller.start()
                for caller in callers:
                    caller.join()
            finally:
                organisation.delete()
                OrganisationType.objects.filter(code="numbers").delete()

        assert sorted(given) == [f"BE-NUMBERS-000{number}" for number in range(1, 5)]
