// Package font holds the two fonts of the screens and knows what they draw: Noto
// Sans SC, cut down by subset.sh to all of GBK, the hanzi that names in China may
// use beyond it, and Latin letters. See OFL.txt for their licence.
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

// FullWidth has the code points of the full-width forms of “ ” ‘ ’ and ·: the code points
// themselves show the Latin forms. They are noncharacters, so that no text from
// outside can mean them. The order is the one of subset.sh.
var FullWidth = map[rune]rune{'‘': 0xFDD0, '’': 0xFDD1, '“': 0xFDD2, '”': 0xFDD3, '·': 0xFDD4}
