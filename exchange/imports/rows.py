"""A row of a file against its shape: names, languages, what is needed."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exchange.imports.names import LEFT_OUT, NAMES, NOTES
from exchange.imports.reading import kind
from exchange.imports.report import Wrong, nearest, shown
from exchange.imports.shapes import Field, Visit
from exchange.languages import LANGUAGES, localized

SUFFIXES = {f"_{code.replace('-', '_')}": code for code in LANGUAGES}
SPOKEN = re.compile(rf"^(?P<name>.+?)(?P<suffix>{'|'.join(sorted(SUFFIXES, key=len, reverse=True))})$")
FOREIGN = re.compile(r"^(?P<name>.+?)_(?P<language>[a-z]{2}(?:_[a-z]{2})?)$")


@dataclass(frozen=True)
class Shape(Field):
    """What one kind of row may hold: model fields by their name in the model."""

    section: str = field(kw_only=True)
    fields: dict[str, Field] = field(kw_only=True)

    def empty(self):
        return {}

    def clean(self, value, visit: Visit, *, exists=False) -> dict:
        """Return the values by model column, and report everything that is wrong."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            visit.error(_("An object is expected, not %(kind)s.") % {"kind": kind(value)})
            return {}
        original = self.original_language(value)
        cleaned, spoken = {}, {}
        for name, inner in value.items():
            here = visit.key(name)
            if name in NOTES or name in LEFT_OUT.get(self.section, ()):
                visit.report.leave_out(f"{self.section}.{name}")
                continue
            target, language = self.find(name)
            if target is None:
                here.error(self.unknown(name))
                continue
            shape = self.fields[target]
            column = localized(target, language or original) if shape.translated else target
            if column in cleaned and not shape.spoken:
                here.error(_("The same thing already exists here under another name."))
                continue
            try:
                value_cleaned = shape.clean(inner, here)
            except Wrong as error:
                here.error(str(error))
                # What is wrong is not missing.
                value_cleaned = None
                spoken.setdefault(target, {})
                cleaned[column] = ...
                continue
            if shape.spoken:
                spoken.setdefault(target, {})[language or original] = value_cleaned
            else:
                cleaned[column] = value_cleaned
        for target, versions in spoken.items():
            found = [versions[code] for code in (original, *LANGUAGES) if versions.get(code)]
            if target not in cleaned:
                cleaned[target] = found[0] if found else self.fields[target].empty()
        if not exists:
            self.report_missing(cleaned, original, visit)
        return {column: found for column, found in cleaned.items() if found is not ...}

    def report_missing(self, cleaned, original, visit):
        for target, shape in self.fields.items():
            columns = [target]
            if shape.translated:
                # A thing without an original language is named in whichever it has.
                has_original = "original_language" in self.fields
                columns = [localized(target, code) for code in ([original] if has_original else LANGUAGES)]
            if shape.required and all(cleaned.get(column) in (None, "", [], {}) for column in columns):
                visit.key(self.source_name(columns[0])).error(_("This is missing."))

    def original_language(self, value) -> str:
        """Return the language of what bears no language in its name."""
        for name, target in self.names.items():
            if target == "original_language" and value.get(name) in LANGUAGES:
                return value[name]
        return "fr"

    def find(self, name):
        """Return the model field that a name of the file means, and its language."""
        name = str(name)
        target = self.names.get(name, name)
        if target in self.fields:
            return target, None
        for spelling in (name, target):
            if match := SPOKEN.match(spelling):
                found = self.names.get(match["name"], match["name"])
                shape = self.fields.get(found)
                if shape and (shape.translated or shape.spoken):
                    return found, SUFFIXES[match["suffix"]]
        return None, None

    def unknown(self, name):
        match = FOREIGN.match(name)
        target = match and self.names.get(match["name"], match["name"])
        if target in self.fields and self.fields[target].translated:
            return _("“%(language)s” is not one of our languages: %(languages)s.") % {
                "language": match["language"],
                "languages": ", ".join(suffix[1:] for suffix in SUFFIXES),
            }
        return _("“%(name)s” is not known here.") % {"name": shown(name)} + nearest(name, self.all_names())

    @property
    def names(self) -> dict[str, str]:
        return NAMES.get(self.section, {})

    def source_name(self, column):
        """Return what files call a column of the model."""
        for name, target in self.names.items():
            if column == target or (column.startswith(f"{target}_") and column[len(target) :] in SUFFIXES):
                return name + column[len(target) :]
        return column

    def all_names(self):
        found = {*self.fields, *self.names}
        for name in list(found):
            shape = self.fields.get(self.names.get(name, name))
            if shape and shape.translated:
                found |= {f"{name}{suffix}" for suffix in SUFFIXES}
        return sorted(found)
