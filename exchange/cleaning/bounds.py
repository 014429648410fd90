"""How much of a file is worked through before it is refused."""

from .refusals import Damaged, Reason, Refused

MILLION = 1_000_000

# Of the process: what it asks for beyond that is refused by the system.
MEMORY = 1_024 * MILLION
PROCESSOR_SECONDS = 10
LARGEST_OUTPUT = 60 * MILLION
OPEN_FILES = 64

# Of archives, counted while they are unpacked and never taken from their directory.
MOST_PARTS = 5_000
MOST_UNPACKED = 100 * MILLION
# What is no larger than that needs no look at how far it was pressed together.
SMALL_UNPACKED = 10 * MILLION
MOST_RATIO = 100

# Of PDF files.
MOST_OBJECTS = 300_000
MOST_DRAWN = 200 * MILLION  # bytes of all streams that are no pictures, unpacked
MOST_PDF_PIXELS = 4_000 * MILLION  # of scans: a reader's program opens one page after the other

# Of pictures.
MOST_PIXELS = 50 * MILLION  # of one picture, all frames together
MOST_PIXELS_TOGETHER = 200 * MILLION  # of all pictures of one office document


class Pixels:
    """Counts the pixels of all pictures of one document."""

    def __init__(self, most: int = MOST_PIXELS_TOGETHER):
        self.left = self.most = most

    def take(self, width: int, height: int) -> None:
        if width < 0 or height < 0:
            raise Damaged("A picture has no size.")
        self.left -= width * height
        if self.left < 0:
            raise Refused(Reason.PIXELS_TOGETHER, most=self.most // MILLION)
