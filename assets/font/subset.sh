#!/bin/sh
# Makes the embedded fonts, and a TrueType copy of the regular one, from Debian's Noto Sans CJK: the Simplified
# Chinese face, cut down to GBK, the hanzi that the state's table of 2013 allows
# in names, Latin letters and signs.
#
# Needs Debian 12, whose packages it installs. The result is committed, so only
# whoever changes the set of characters has to run this; it is the same each time.
set -eu
cd "$(dirname "$0")"
../../scripts/packages.sh font
# Debian's own interpreter: it is the one that python3-fonttools belongs to.
exec /usr/bin/python3 - <<'PY'
import bz2
import gzip
import io
import unicodedata

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
FACE_SC = 2  # order in the collection: JP, KR, SC, TC, HK
ERROR = 1  # of 1000 to an em, by which a quadratic outline may leave the source's
FULL_WIDTH = 0xFDD0  # noncharacters, which no text from outside has: full-width forms of the remapped punctuation

UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"

def private(char):
    return unicodedata.category(chr(char)) == "Co"

def gbk():
    """The two-byte part of GB 18030 and the euro: what a GBK text can hold."""
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            for codec in "gbk", "gb18030":
                try:
                    char = bytes((lead, trail)).decode(codec)
                except UnicodeDecodeError:
                    continue
                if len(char) == 1 and not private(ord(char)):
                    yield ord(char)
    yield ord("€")

def table_of_2013():
    """The Table of General Standard Chinese Characters: all that names may use."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+") and line.split("\t")[1] == "kTGH":
                yield int(line.split("\t")[0][2:], 16)

wanted = set(range(0x20, 0x7F)) | set(range(0xA1, 0x180)) | set(gbk()) | set(table_of_2013())
# Signs: quotes, dashes, arrows, stars and hearts, of which the source has some.
wanted |= set(range(0x2010, 0x2030)) - set(range(0x2028, 0x202F)) | set(range(0x2030, 0x205F)) | set(range(0x20A0, 0x20C0))
wanted |= set(range(0x2100, 0x27C0)) | set(range(0x3000, 0x3100))

# The Chinese face has these as full-width forms, which tears English apart.
# Latin forms take the code points; the full-width ones move to noncharacters,
# from where Chinese text fetches them.
LATIN = "‘’“”·"

def quadratic(font, chars):
    """The same shapes as TrueType outlines, which is all that PDF libraries embed,
    packed: it is read once a report."""
    chars = {c for c in chars if c < 0x10000}  # the library knows no others
    options = subset.Options()
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GPOS", "GDEF"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=chars)
    cutter.subset(font)

    order, shapes = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    del font["CFF "]
    glyf.compile(font)
    for name, (width, _) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[name] = width, getattr(glyphs[name], "xMin", 0)
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for limit in "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions", "ComponentElements":
        setattr(maxp, "max" + limit, 0)
    font["post"].formatType = 3.0  # no names of glyphs
    font.sfntVersion = "\000\001\000\000"
    whole = io.BytesIO()
    font.save(whole)
    with open("NotoSansSC-Regular.ttf.gz", "wb") as out:
        out.write(gzip.compress(whole.getvalue(), 9, mtime=0))
    print(out.name, len(order), "glyphs,", whole.tell(), "bytes unpacked")

for weight in ("Regular", "Bold"):
    font = TTFont(SOURCE % weight, fontNumber=FACE_SC, lazy=False, recalcTimestamp=False)
    gsub = font["GSUB"].table
    narrow = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "pwid":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)
                    narrow.update(getattr(table, "mapping", {}))
    names = font.getBestCmap()
    narrow[names[ord("·")]] = names[0xFF65]  # it has a half-width form only
    forms = [(ord(c), names[ord(c)], narrow[names[ord(c)]]) for c in LATIN]
    for table in font["cmap"].tables:
        if not table.isUnicode() or table.format == 14:
            continue
        for n, (char, wide, latin) in enumerate(forms):
            table.cmap[FULL_WIDTH + n] = wide
            table.cmap[char] = latin
    keep = wanted | {FULL_WIDTH + n for n in range(len(LATIN))}

    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False  # at these sizes the renderer draws outlines as they are
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "DSIG"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=keep)
    cutter.subset(font)

    widths = {font["hmtx"][font.getBestCmap()[ord(d)]][0] for d in "0123456789"}
    assert len(widths) == 1, "digits of several widths: amounts would jump"
    out = "NotoSansSC-%s.otf" % weight
    font.save(out)
    print(out, len(font.getGlyphOrder()), "glyphs")

    if weight == "Regular":
        quadratic(TTFont(out, lazy=False, recalcTimestamp=False), keep)
PY
