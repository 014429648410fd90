"""What the parts of office documents may be to each other, by the last word of the type of their relation."""

import re

from exchange.cleaning.refusals import Reason

RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# What a part is, where its name and its type may be a lie.
MACROS = re.compile(r"macroenabled|vba|activex|macrosheet|dialogsheet|xlm", re.I)
XML_TYPE = re.compile(
    r"application/(?:xml|vnd\.openxmlformats-officedocument\.[\w.+-]+|vnd\.ms-(?:word|powerpoint|excel|office)\.[\w.+-]+)",
    re.I,
)

XML, PICTURE, FONT = "xml", "picture", "font"
KEPT = {
    "image": PICTURE,
    "font": FONT,
    **dict.fromkeys(
        [
            "officeDocument",
            "styles",
            "stylesWithEffects",
            "numbering",
            "settings",
            "fontTable",
            "theme",
            "themeOverride",
            "header",
            "footer",
            "footnotes",
            "endnotes",
            "glossaryDocument",
            "chart",
            "chartEx",
            "chartUserShapes",
            "chartColorStyle",
            "chartStyle",
            "diagramData",
            "diagramLayout",
            "diagramQuickStyle",
            "diagramColors",
            "diagramDrawing",
            "slide",
            "slideLayout",
            "slideMaster",
            "notesMaster",
            "notesSlide",
            "handoutMaster",
            "presProps",
            "viewProps",
            "tableStyles",
            "worksheet",
            "chartsheet",
            "sharedStrings",
            "drawing",
            "vmlDrawing",
            "table",
            "pivotTable",
            "pivotCacheDefinition",
            "pivotCacheRecords",
            "sheetMetadata",
            "slicer",
            "slicerCache",
            "timeline",
            "timelineCache",
            "ctrlProp",
            "rdRichValue",
            "rdRichValueStructure",
            "rdRichValueTypes",
            "richStyles",
            "richValueRel",
            "rdSupportingPropertyBag",
            "rdSupportingPropertyBagStructure",
        ],
        XML,
    ),
}
# What tells of people and machines, or what a document does as well without.
DROPPED = frozenset(
    [
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "origin",
        "signature",
        "extensibility",
        "customXml",
        "customXmlProps",
        "docMetadata",
        "classificationlabels",
        "labelInfo",
        "comments",
        "commentsExtended",
        "commentsIds",
        "commentsExtensible",
        "commentAuthors",
        "authors",
        "people",
        "person",
        "threadedComment",
        "documenttasks",
        "tasks",
        "usernames",
        "revisionHeaders",
        "revisionLog",
        "changesInfo",
        "revisionInfo",
        "printerSettings",
        "tags",
        "hdphoto",
        "keyMapCustomizations",
        "recipientData",
        "mailMergeSource",
        "mailMergeHeaderSource",
        "webSettings",
        "attachedTemplate",
        "transform",
        "attachedSchema",
        "package",
        "oleObject",
        "calcChain",
        "connections",
        "queryTable",
        "xmlMaps",
        "tableSingleCells",
        "legacyDiagramText",
        "legacyDocTextInfo",
        "customProperty",
        "slideUpdateInfo",
        "taskpanes",
        "webextensiontaskpanes",
        "commentsmeta",
    ]
)
REFUSED = {
    **dict.fromkeys(
        [
            "vbaProject",
            "wordVbaData",
            "vbaProjectSignature",
            "vbaProjectSignatureAgile",
            "vbaProjectSignatureV3",
            "xlMacrosheet",
            "xlIntlMacrosheet",
            "dialogsheet",
            "control",
            "activeXControlBinary",
            "attachedToolbars",
            "userCustomization",
            "customUI",
        ],
        Reason.MACROS,
    ),
    **dict.fromkeys(["aFChunk", "subDocument"], Reason.INSERTED),
    **dict.fromkeys(["audio", "video", "media", "model3d", "movie"], Reason.MEDIA),
    **dict.fromkeys(
        ["externalLink", "externalLinkPath", "externalLinkLongPath", "xlExternalLinkPath/xlPathMissing"],
        Reason.LINKED_BOOK,
    ),
}
# What may stand outside the document, and is left out where it does; links to the web stay.
LEFT_OUT = (
    frozenset({"attachedTemplate", "hyperlink", "image", "oleObject", "transform", "hlinkFile"}) | DROPPED
)
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)", re.I)

# Elements that mean nothing without the part that they name; others lose the name only.
GO_WITH_THEIR_PART = frozenset(
    [
        "attachedTemplate",
        "custData",
        "customPr",
        "externalData",
        "legacyDrawingHF",
        "OLEObject",
        "tag",
        "tags",
        "imgLayer",
        "movie",
        "snd",
        "sldSyncPr",
        "saveThroughXslt",
    ]
)
EMPTY_WITHOUT = frozenset({"hlinkClick", "hlinkHover", "hlinkMouseOver"})
# Objects of other programs whose picture may stand for them.
SHOWN_PROGRAMS = re.compile(
    r"(?:Excel|Word|PowerPoint|Equation|MSGraph|Visio|MSProject|OrgPlusWOPX|SmartDraw)\b", re.I
)
