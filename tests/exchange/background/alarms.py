"""Reads deploy/alarms.yml and the text of /metrics, as far as their rules go; what is written otherwise is refused."""

import operator
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

RULES = Path(settings.BASE_DIR) / "deploy" / "alarms.yml"
# Every line of the file has one of these shapes: so it is YAML, without a library to say so.
HEAD = re.compile(r"groups:|  - name: \w+|    rules:")
RULE = re.compile(
    r"""      - alert: (?P<name>\w+)
        expr: (?P<expression>.+)
        for: (?P<pause>\d+[mh])
        labels:
          severity: (?:page|ticket)
        annotations:
          summary: "[^"]+"
"""
)
EXPRESSION = re.compile(
    r"(?P<increase>increase\()?(?P<series>\w+)(?:\{(?P<label>\w+)(?P<is>!?=)\"(?P<value>[^\"]*)\"\})?"
    r"(?(increase)\[1h\]\)) (?P<compare>==|>) (?P<bound>\d+)"
)
SAMPLE = re.compile(r"(?P<series>\w+)(?:\{(?P<labels>.*)\})? (?P<number>\S+)")
# Prometheus itself writes whether it could read a site.
OF_PROMETHEUS = {"up"}


@dataclass(frozen=True)
class Rule:
    name: str
    parts: dict

    def values(self, page: str) -> dict[str, float]:
        """Return what the samples that the rule is about say, by their labels."""
        found = {}
        for sample in map(SAMPLE.fullmatch, page.splitlines()):
            if sample and sample["series"] == self.parts["series"] and self.concerns(sample["labels"] or ""):
                found[sample["labels"] or ""] = float(sample["number"])
        return found

    def concerns(self, labels: str) -> bool:
        if not self.parts["label"]:
            return True
        named = f'{self.parts["label"]}="{self.parts["value"]}"' in labels.split(",")
        return named is (self.parts["is"] == "=")

    def rings(self, page: str, *, before: str = "") -> bool:
        """Say whether the alarm goes off at what /metrics says now, and said an hour before."""
        compare = {">": operator.gt, "==": operator.eq}[self.parts["compare"]]
        past = self.values(before) if self.parts["increase"] else {}
        return any(
            compare(number - past.get(labels, 0.0), float(self.parts["bound"]))
            for labels, number in self.values(page).items()
        )


def rules() -> dict[str, Rule]:
    """Return the rules by name, and fail where a line is none of what is expected."""
    text = "".join(
        f"{line}\n" for line in RULES.read_text().splitlines() if line and not line.startswith("#")
    )
    rest = RULE.sub("", text)
    assert all(HEAD.fullmatch(line) for line in rest.splitlines()), rest
    found = {}
    for rule in RULE.finditer(text):
        expression = EXPRESSION.fullmatch(rule["expression"])
        assert expression, rule["expression"]
        found[rule["name"]] = Rule(rule["name"], expression.groupdict())
    return found
