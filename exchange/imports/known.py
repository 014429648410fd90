"""What a code may mean: what the files hold, and what the database holds already."""

from exchange.models import VOCABULARIES, Antenna, Concept, Organisation, Protocol

VOCABULARY_NAMES = {
    "Theme": "themes",
    "Pillar": "pillars",
    "TargetGroup": "target_groups",
    "Setting": "settings",
    "PracticeType": "practice_types",
    "LifecycleStage": "lifecycle",
    "EvidenceLevel": "evidence_levels",
    "Licence": "licences",
    "OrganisationType": "organisation_types",
}
VOCABULARY_MODELS = {VOCABULARY_NAMES[model.__name__]: model for model in VOCABULARIES}


class Known:
    """Codes by kind; those of the database lead to their rows."""

    def __init__(self, stored, shared):
        """Read the database once; what the apps above hold is given.

        stored: kind → {code: key}; shared: kind → {code: owner, audience and protocol}.
        """
        self.stored: dict[str, dict[str, int]] = {**self.vocabularies(), **self.kernel(), **stored}
        self.shared = shared
        self.announced: dict[str, set[str]] = {kind: set() for kind in self.stored}
        self.all_codes: dict[str, set[str]] = {}
        self.parties: dict[str, set[str]] = {}
        self.networks: set[str] = set()
        # A body answers to its code in the files and to its code in references.
        self.also_called: dict[str, set[str]] = {}
        self.read_links()

    @staticmethod
    def vocabularies():
        found = {
            kind: dict(model.objects.values_list("code", "pk"))
            for kind, model in VOCABULARY_MODELS.items()
            if kind != "evidence_levels"
        }
        levels = VOCABULARY_MODELS["evidence_levels"].objects.values_list("level", "pk")
        return {**found, "evidence_levels": {str(level): pk for level, pk in levels}}

    @staticmethod
    def kernel():
        organisations = {}
        for pk, external_id, code in Organisation.objects.values_list("pk", "external_id", "reference_code"):
            organisations[code] = pk
            if external_id:
                organisations[external_id] = pk
        return {
            "concordance": dict(Concept.objects.values_list("code", "pk")),
            "organisations": organisations,
            "protocols": by_external_id(Protocol),
            "antennas": by_external_id(Antenna),
        }

    def read_links(self):
        names = {}
        for code, pk in self.stored["organisations"].items():
            names.setdefault(pk, set()).add(code)
        for codes in names.values():
            self.also_called |= dict.fromkeys(codes, codes)
        protocols = {pk: code for code, pk in self.stored["protocols"].items()}
        for protocol, organisation in Protocol.objects.values_list("pk", "parties__organisation"):
            if organisation:
                self.parties.setdefault(protocols[protocol], set()).update(names[organisation])
        for pk in Organisation.objects.networks().values_list("pk", flat=True):
            self.networks |= names[pk]

    def announce(self, kind: str, code: str) -> None:
        """Say that the files bring this code."""
        self.announced.setdefault(kind, set()).add(code)
        self.all_codes.pop(kind, None)

    def announce_body(self, codes: set[str], *, is_network: bool) -> None:
        for code in codes:
            self.announce("organisations", code)
            self.also_called[code] = self.also_called.get(code, set()) | codes
        if is_network:
            self.networks |= codes

    def announce_parties(self, protocol: str, codes: list[str]) -> None:
        self.parties[protocol] = {name for code in codes for name in self.also_called.get(code, {code})}

    def codes(self, kind: str) -> set[str]:
        if kind not in self.all_codes:
            self.all_codes[kind] = self.announced.get(kind, set()) | set(self.stored.get(kind, ()))
        return self.all_codes[kind]

    def exists(self, kind: str, code) -> bool:
        return code in self.stored.get(kind, ())

    def pk(self, kind: str, code: str) -> int:
        return self.stored[kind][code]

    def keep(self, kind: str, code: str, pk: int) -> None:
        """Remember what was just created."""
        self.stored.setdefault(kind, {})[code] = pk


def by_external_id(model) -> dict[str, int]:
    """Return keys by code; what was made on the site is known by its number."""
    rows = model.objects.order_by().values_list("external_id", "pk")
    return {external_id or str(pk): pk for external_id, pk in rows}
