#!/bin/sh
# Makes the two embedded fonts from Debian's Noto Sans CJK: the Simplified
# Chinese face, cut down to GB 2312, ASCII and the interface's punctuation.
#
# Needs the Debian packages fonts-noto-cjk and python3-fonttools. The result is
# committed, so only whoever changes the set of characters has to run this.
set -eu
cd "$(dirname "$0")"
# Debian's own interpreter: it is the one that python3-fonttools belongs to.
exec /usr/bin/python3 - <<'PY'
from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
FACE_SC = 2  # order in the collection: JP, KR, SC, TC, HK
FULL_WIDTH = 0xE000  # private use: full-width forms of the remapped punctuation

def gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                pass

wanted = set(range(0x20, 0x7F)) | set(range(0xA1, 0x100)) | set(gb2312())
wanted |= {ord(c) for c in "¥‘’“”…·•–—✓✕←↑→↓⌫×、。〈〉《》「」【】()!,.:;?~"}
# Hanzi outside GB 2312 that names of people and shops use all the time.
wanted |= {ord(c) for c in "镕珺玥喆堃淼焱燚垚犇骉鑫昇珉璟瑄玮琰煊熠翀芃晟祎婳嫒旻昉曈"}

# The Chinese face has these as full-width forms, which tears English apart.
# Latin forms take the code points; the full-width ones move to private use,
# from where Chinese text fetches them.
LATIN = "‘’“”·"

for weight in ("Regular", "Bold"):
    font = TTFont(SOURCE % weight, fontNumber=FACE_SC, lazy=False)
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
PY
