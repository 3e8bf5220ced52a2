package cashier

import (
	"strconv"

	"facepay/ui/draw"
	"facepay/ui/screen"
)

// Small says in a window in which there is no room for a till what the till needs,
// in place of keys that nobody could hit.
func Small(x *screen.Context, c *draw.Canvas, pixels float32, long, short int) {
	c.Fill(draw.R(0, 0, c.W, c.H), draw.Paper, 0)
	const pad = 8
	room := draw.R(0, 0, c.W, c.H).Inset(pad)
	text := x.Tr("screen.small", "width", strconv.Itoa(int(c.W*pixels)), "height", strconv.Itoa(int(c.H*pixels)),
		"long", strconv.Itoa(long), "short", strconv.Itoa(short))
	words := draw.Style{Size: draw.SizeTitle, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.Least()}
	for ; words.Size >= draw.Least(); words.Size-- {
		if h := float32(draw.LineCount(text, room.W, words)) * words.Size * 1.3; h <= room.H {
			c.Lines(text, room, words, int(room.H/words.Size))
			return
		}
	}
}
