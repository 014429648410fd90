"""The process that cleans one file: it confines itself, reads, answers, and ends.

`python -m exchange.cleaning EXTENSION LONGEST_SIDE < file > answer`; the answer is a line of JSON, then the clean file.
"""

import json
import os
import sys


def main() -> None:
    extension, longest = sys.argv[1], int(sys.argv[2])
    # Libraries that print something must not write into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    from .confinement import confine, confine_more

    confine()
    from .kinds import clean

    confine_more()
    verdict, content = judge(clean, extension, longest)
    answer.write(json.dumps(verdict).encode() + b"\n" + content)
    answer.close()
    os._exit(0)  # nothing of a hostile file gets a say in how this ends


def judge(clean, extension: str, longest: int) -> tuple[dict, bytes]:
    """Return what is said of the file, and its clean content."""
    from .refusals import Reason, Refused

    try:
        content = sys.stdin.buffer.read()
        cleaned, removed = clean(content, extension, longest)
    except Refused as refusal:
        return {"refused": refusal.reason, "values": refusal.values}, b""
    except (MemoryError, RecursionError):
        return {"refused": Reason.HEAVY, "values": {}}, b""
    except Exception as error:  # noqa: BLE001 - a broken file may break any reader, and nothing else is here
        return {"refused": Reason.DAMAGED, "values": {"why": type(error).__name__}}, b""
    return {"removed": sorted(removed)}, cleaned


if __name__ == "__main__":
    main()
