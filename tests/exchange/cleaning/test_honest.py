"""What people share in good faith: none is refused, each still opens, and tells of nobody."""

import pytest

from exchange.cleaning.kinds import clean
from tests.exchange.cleaning.honest_others import HONEST as OTHERS
from tests.exchange.cleaning.honest_pdf import HONEST as PDF
from tests.exchange.cleaning.honest_word import HONEST as WORD
from tests.exchange.cleaning.reading import assert_opens, everything_in

FILES = {**WORD, **OTHERS, **PDF}


@pytest.mark.parametrize("name", FILES)
def test_it_is_taken_and_tells_of_nobody(name):
    extension, content = FILES[name]
    before = everything_in(content, extension).replace(b"\0", b"")  # one is in UTF-16

    cleaned, _removed = clean(content, extension)

    after = everything_in(cleaned, extension).replace(b"\0", b"")
    assert_opens(cleaned, extension)
    assert b"Somebody" not in after
    assert after.count(b"Oui") >= before.count(b"Oui") > 0
