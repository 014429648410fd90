"""Presentations: no remarks, no hidden data, no names of who changed what."""

from exchange.cleaning.markup import remove_all

TELLING = (
    "custDataLst",
    "smartTags",
    "presenceInfo",
    "sndAc",
    "stSnd",
    "modifyVerifier",
    "photoAlbum-author",
)


def clean_slide(root, removed: set[str]) -> None:
    remove_all(root, *(f"{{*}}{name}" for name in TELLING))
