package ui

import (
	"strconv"
)

// smallState is a window in which there is no room for a till.
type smallState struct{ width, height int }

// paintSmall says what the till needs, in place of keys that nobody could hit.
func (u *UI) paintSmall(s *sheet) {
	st := s.part.state.(smallState)
	s.fill(rect{0, 0, s.w, s.h}, paper, 0)
	const pad = 8
	room := rect{0, 0, s.w, s.h}.inset(pad)
	text := u.say("screen.small", "width", strconv.Itoa(st.width), "height", strconv.Itoa(st.height),
		"long", strconv.Itoa(windowLong), "short", strconv.Itoa(windowShort))
	words := style{size: sizeTitle, bold: true, color: ink, align: centre, floor: readable}
	for ; words.size >= readable; words.size-- {
		if h := float32(lineCount(text, room.w, words)) * words.size * 1.3; h <= room.h {
			s.lines(text, room, words, int(room.h/words.size))
			return
		}
	}
}

// showSmall shows only that the cashier's window is too small.
func (u *UI) showSmall() {
	for _, p := range u.counterParts()[:len(u.counterParts())-1] {
		p.show(nil, rect{}, scale{})
	}
	if u.stage.root == nil {
		u.stage.hide()
	}
	size := u.size
	u.small.show(smallState{int(size.Width), int(size.Height)}, rect{0, 0, size.Width, size.Height}, scale{u: 1})
}
