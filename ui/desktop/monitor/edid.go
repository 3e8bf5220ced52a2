package monitor

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// edidSize is the size of EDID's base block in bytes (VESA E-EDID 1.4, 3.1).
const edidSize = 128

// readEDID is a monitor's word about itself: its maker, model and number as one word,
// and its model's name. Both are empty for what is no EDID.
func readEDID(block []byte) (id, model string) {
	if len(block) < edidSize || !bytes.HasPrefix(block, []byte{0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0}) {
		return "", ""
	}
	const letter, letterBits = 'A' - 1, 5
	packed := binary.BigEndian.Uint16(block[8:])
	maker := make([]byte, 3)
	for i := range maker {
		maker[i] = letter + byte(packed>>(letterBits*(2-i)))&0x1F
	}
	number := fmt.Sprintf("%08X", binary.LittleEndian.Uint32(block[12:]))
	const firstDescriptor, descriptorSize, descriptors = 54, 18, 4
	for i := range descriptors {
		d := block[firstDescriptor+i*descriptorSize:][:descriptorSize]
		if d[0] != 0 || d[1] != 0 {
			continue // a timing
		}
		const nameOf, numberOf = 0xFC, 0xFF
		switch text := descriptorText(d[5:]); {
		case d[3] == nameOf:
			model = text
		case d[3] == numberOf && text != "": // the number alone is often 0
			number = word(text)
		}
	}
	return fmt.Sprintf("%s-%04X-%s", maker, binary.LittleEndian.Uint16(block[10:]), number), model
}

// descriptorText is a descriptor's text, which a line feed ends; what is no ASCII is left out.
func descriptorText(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{'\n'})
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(b)))
}
