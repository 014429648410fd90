"""Fetch the provider before the tests ask for it: seen here, in the time of no test."""

import sys

from tests.openid import NoProviderError, installed

try:
    installed()
except NoProviderError as error:
    sys.exit(str(error))
