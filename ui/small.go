package ui

import (
	"strconv"
)

// smallState is a window in which there is no room for a till.
type smallState struct{ width, height int }

// paintSmall says what the till needs, in place of keys that nobody could hit.
func (u *UI) paintSmall(c *Canvas) {
	st := c.region.state.(smallState)
	c.Fill(R(0, 0, c.W, c.H), Paper, 0)
	const pad = 8
	room := R(0, 0, c.W, c.H).Inset(pad)
	text := u.say("screen.small", "width", strconv.Itoa(st.width), "height", strconv.Itoa(st.height),
		"long", strconv.Itoa(windowLong), "short", strconv.Itoa(windowShort))
	words := Style{Size: SizeTitle, Bold: true, Color: Ink, Align: Centre, Floor: SizeLeast}
	for ; words.Size >= SizeLeast; words.Size-- {
		if h := float32(LineCount(text, room.W, words)) * words.Size * 1.3; h <= room.H {
			c.Lines(text, room, words, int(room.H/words.Size))
			return
		}
	}
}

// showSmall shows only that the cashier's window is too small.
func (u *UI) showSmall() {
	for _, p := range u.counterParts()[:len(u.counterParts())-1] {
		p.show(nil, Rect{}, Scale{})
	}
	if u.stage.root == nil {
		u.stage.hide()
	}
	size := u.size
	u.small.show(smallState{int(size.Width), int(size.Height)}, R(0, 0, size.Width, size.Height), Scale{Unit: 1})
}
