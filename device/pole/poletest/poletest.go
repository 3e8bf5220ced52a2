// Package poletest has the displays that tests look at, written apart from what they are
// sent.
package poletest

import "strings"

// Display is a price display: it takes bytes as they come, keeps what it has got when its
// line is cut off, and shows what its maker's manual says.
type Display struct {
	Lamp byte   // '0' to '4'; of eight digits alone
	Text string // what stands, without the blanks around it
	// Lower is the same of the second line, where there is one. A string leaves the rest
	// of a longer one before it on displays that have two.
	Lower    string
	TwoLines bool

	command []byte // as far as it has come
}

// Write takes bytes off the line.
func (d *Display) Write(b []byte) (int, error) {
	for _, c := range b {
		d.take(c)
	}
	return len(b), nil
}

func (d *Display) take(c byte) {
	const esc = 0x1b
	n := len(d.command)
	switch {
	case n > 2 && d.command[1] == 'Q' && c == '\r':
		line := &d.Text
		if d.command[2] == 'B' {
			line = &d.Lower
		}
		text := string(d.command[3:])
		if d.TwoLines && len(*line) > len(text) {
			text += (*line)[len(text):]
		}
		*line, d.command = strings.TrimSpace(text), nil
	case n > 2 && d.command[1] == 'Q', n == 1 && (c == 'Q' || c == 's'), n == 2 && d.command[1] == 'Q' && (c == 'A' || c == 'B' && d.TwoLines):
		d.command = append(d.command, c)
	case n == 0 && c == esc:
		d.command = []byte{c}
	case n == 0 && c == 0x0c:
		d.Text, d.Lower = "", ""
	case n == 1 && c == '@':
		d.Text, d.Lower, d.Lamp, d.command = "", "", '0', nil
	case n == 2 && d.command[1] == 's' && c >= '0' && c <= '4':
		d.Lamp, d.command = c, nil
	default:
		d.command = nil // no command of its
	}
}
