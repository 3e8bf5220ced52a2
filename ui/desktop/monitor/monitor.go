// Package monitor lists the machine's monitors, each with an identity that stays its
// own when it is unplugged, and watches them come and go. It knows no windows.
package monitor

import (
	"image"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Monitor is one screen of the desktop.
type Monitor struct {
	Name  string          // of its socket under X ("HDMI-1"), of its model on Windows
	Model string          // as its maker names it; "" where the system does not tell
	EDID  string          // its maker, model and number ("DEL-A0C7-4C3A5331"); "" where the system does not tell
	At    image.Rectangle // in the desktop's own pixels
}

// ID is the monitor's identity, as a config keeps it: its name, what its EDID says and
// its position, such as "HDMI-1 DEL-A0C7-4C3A5331 +1280+0".
func (m Monitor) ID() string {
	words := []string{word(m.Name), word(m.EDID), m.position()}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// word is text without blanks, which stand between the words of an identity.
func word(text string) string { return strings.Join(strings.Fields(text), "_") }

func (m Monitor) position() string { return signed(m.At.Min.X) + signed(m.At.Min.Y) }

func signed(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return "+" + strconv.Itoa(n)
}

// The weights of what a monitor has in common with an identity. Position alone tells
// two of the same name apart, and is nobody's identity.
const (
	sameEDID, sameName, samePosition = 4, 2, 1

	// Recognised is the least likeness of a monitor that is the one that is meant, or
	// stands in its place at the same socket.
	Recognised = sameName
)

// Likeness is the degree to which m is the monitor of an identity, 0 to 7. One that was moved to
// another socket is known by its EDID, one that was replaced by its socket's name, and
// of two that are named alike one by its position.
func (m Monitor) Likeness(id string) (likeness int) {
	words := strings.Fields(id)
	for _, same := range []struct {
		word   string
		weight int
	}{{word(m.EDID), sameEDID}, {word(m.Name), sameName}, {m.position(), samePosition}} {
		if same.word != "" && slices.Contains(words, same.word) {
			likeness += same.weight
		}
	}
	return likeness
}

// Watch is the list of the monitors, kept up to date. It is safe for several goroutines.
type Watch struct {
	mu      sync.Mutex
	all     []Monitor
	changed func()
	list    func() ([]Monitor, error)
	stop    func()
}

// Monitors are those that are on now, the primary one first.
func (w *Watch) Monitors() []Monitor {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.all)
}

// Changed has f called, on a goroutine of the watch, after each change of the list.
func (w *Watch) Changed(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = f
}

// Close ends the watch.
func (w *Watch) Close() { w.stop() }

// read reads the list anew. One that cannot be read, as in the middle of a change, stays
// as it was until the next change.
func (w *Watch) read() {
	all, err := w.list()
	if err != nil {
		return
	}
	w.mu.Lock()
	tell := w.changed
	if slices.Equal(all, w.all) {
		tell = nil
	}
	w.all = all
	w.mu.Unlock()
	if tell != nil {
		tell()
	}
}
