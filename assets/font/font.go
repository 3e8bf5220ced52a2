// Package font holds the two fonts of the screens: Noto Sans SC, cut down by
// subset.sh to what a till in Chinese or English writes. See OFL.txt for their
// licence.
package font

import _ "embed" // the fonts

// Regular is Noto Sans SC Regular as an OpenType file.
//
//go:embed NotoSansSC-Regular.otf
var Regular []byte

// Bold is Noto Sans SC Bold as an OpenType file.
//
//go:embed NotoSansSC-Bold.otf
var Bold []byte

// FullWidth is where the full-width forms of “ ” ‘ ’ and · are: the code points
// themselves show the Latin forms. The order is the one of subset.sh.
var FullWidth = map[rune]rune{'‘': 0xE000, '’': 0xE001, '“': 0xE002, '”': 0xE003, '·': 0xE004}
