package kiosk

import "time"

const (
	// strokeGap parts what is typed in one go from what is typed later: hardly a scanner
	// pauses for so long within a code.
	strokeGap = 2 * time.Second
	// secondMark is the time in which a slow scanner's second Enter follows: it ends with CR LF.
	secondMark = 600 * time.Millisecond
	// strokesMax is beyond any payment code.
	strokesMax = 64
)

// Strokes are the characters that were typed in one go into something that is no amount of
// a sale. A scanner that types as slowly as a person is known by the payment code that it
// typed. The zero value is none.
type Strokes struct {
	chars []rune
	at    time.Time // of the last
	ended time.Time // when a code ended last
}

// Add takes a character.
func (s *Strokes) Add(now time.Time, r rune) {
	if s.rested(now) {
		s.Drop()
	}
	if len(s.chars) == strokesMax {
		copy(s.chars, s.chars[1:])
		s.chars = s.chars[:strokesMax-1]
	}
	s.chars, s.at = append(s.chars, r), now
}

// TakeBack takes the last n characters back: they were a quick scanner's.
func (s *Strokes) TakeBack(n int) {
	from := max(0, len(s.chars)-n)
	clear(s.chars[from:])
	s.chars = s.chars[:from]
}

// Drop forgets all of them: something else was done.
func (s *Strokes) Drop() { s.TakeBack(len(s.chars)) }

// End takes an Enter or a Tab, and reports whether it is a scanner's; the last n characters
// before it are then a payment code that is to be taken back, 0 for a second mark.
func (s *Strokes) End(now time.Time, codes PayCodeTable) (n int, scanned bool) {
	defer s.Drop()
	if !s.rested(now) {
		for i := range s.chars {
			if _, err := codes.Recognise(PayCode{string(s.chars[i:])}); err == nil {
				s.ended = now
				return len(s.chars) - i, true
			}
		}
	}
	second := len(s.chars) == 0 && now.Sub(s.ended).Abs() <= secondMark
	s.ended = time.Time{}
	return 0, second
}

// Join takes what a quick scanner sent, and returns how many of the last characters are its
// beginning, which came so slowly that it was taken for a person's: they are to be taken back.
func (s *Strokes) Join(now time.Time, rest PayCode, codes PayCodeTable) int {
	defer s.Drop()
	if _, err := codes.Recognise(rest); err == nil || s.rested(now) {
		return 0
	}
	for i := range s.chars {
		if _, err := codes.Recognise(PayCode{string(s.chars[i:]) + rest.text}); err == nil {
			return len(s.chars) - i
		}
	}
	return 0
}

func (s *Strokes) rested(now time.Time) bool { return now.Sub(s.at).Abs() > strokeGap }
