"""The names of PDF that matter here, by what is done about them."""

# Actions that lead within the document, or to an address that a reader sees and chooses.
HARMLESS_ACTIONS = frozenset({"/GoTo", "/Hide", "/Named", "/SetOCGState", "/Thread", "/URI"})
NAMED_ACTIONS = frozenset(
    {"/FirstPage", "/GoBack", "/GoForward", "/LastPage", "/NextPage", "/PrevPage", "/Print"}
)
HARMFUL_ACTIONS = frozenset(
    {
        "/GoTo3DView",
        "/GoToDp",
        "/GoToE",
        "/GoToR",
        "/ImportData",
        "/JavaScript",
        "/Launch",
        "/Movie",
        "/Rendition",
        "/ResetForm",
        "/RichMediaExecute",
        "/Sound",
        "/SubmitForm",
        "/Trans",
    }
)
# Where an action may stand. « /AA » holds several, which begin by themselves.
PLACES_OF_ACTIONS = ("/A", "/PA", "/OpenAction")
PARTS_OF_ACTIONS = ("/JS", "/URI", "/Win", "/Mac", "/Unix")
RESOURCES = frozenset({"/Font", "/XObject", "/Pattern", "/ExtGState"})

MARGIN_NOTES = frozenset(
    {
        "/Caret",
        "/Circle",
        "/FreeText",
        "/Highlight",
        "/Ink",
        "/Line",
        "/Link",
        "/Polygon",
        "/PolyLine",
        "/Popup",
        "/PrinterMark",
        "/Redact",
        "/Square",
        "/Squiggly",
        "/Stamp",
        "/StrikeOut",
        "/Text",
        "/TrapNet",
        "/Underline",
        "/Watermark",
        "/Widget",
    }
)
CARRIERS_OF_FILES = frozenset({"/FileAttachment"})

# What lets a dictionary carry a file, and how it names one.
FILES = ("/EF", "/EmbeddedFiles")
NAMES_OF_FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix", "/Names", "/Kids")
# What tells who made a thing, when, and with what.
TRACES = ("/CreatorInfo", "/LastModified", "/Metadata", "/PieceInfo", "/SpiderInfo", "/Thumb")
TRACES_OF_NOTES = ("/CreationDate", "/M", "/T")
# What makes a stream show something of another file.
FROM_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
OTHER_FILES = ("/OPI", "/Ref")

# What a reader's program needs of the document as a whole.
CATALOGUE = frozenset(
    {
        "/AF",
        "/AcroForm",
        "/Dests",
        "/Extensions",
        "/Lang",
        "/MarkInfo",
        "/Names",
        "/OCProperties",
        "/OpenAction",
        "/Outlines",
        "/OutputIntents",
        "/PageLabels",
        "/PageLayout",
        "/PageMode",
        "/Pages",
        "/StructTreeRoot",
        "/Threads",
        "/Type",
        "/Version",
        "/ViewerPreferences",
    }
)
NAME_TREES = frozenset({"/AP", "/Dests", "/IDS", "/Pages", "/Templates"})

TELLING = frozenset(
    {
        "/AA",
        "/ByteRange",
        "/FT",
        "/JS",
        "/Rect",
        "/URI",
        "/V",
        *FILES,
        *OTHER_FILES,
        "/OpenAction",
        "/PA",
        *TRACES,
    }
)
