package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
)

// tape is the stream of numbers that decides a run, from a seed or from a run that was recorded.
type tape struct {
	source    *rand.PCG // nil: played from numbers
	recording bool
	numbers   []uint64 // recorded so far, or to be played
	at        int      // numbers used
	marks     []int    // index of each event's first number; not of a run that is only made
}

// recorded are dice whose throws are kept.
func recorded(seed uint64) dice {
	d := newDice(seed)
	d.recording = true
	return d
}

// played are dice that fall as numbers say, and calmly after their end.
func played(numbers []uint64) dice { return dice{&tape{numbers: numbers}} }

// next is the next number. After the end of a played tape all are 0.
func (t *tape) next() uint64 {
	switch {
	case t.recording:
		t.numbers = append(t.numbers, t.source.Uint64())
	case t.source != nil:
		return t.source.Uint64()
	}
	if t.at++; t.at > len(t.numbers) {
		return 0
	}
	return t.numbers[t.at-1]
}

// mark notes that something new happens in the run.
func (t *tape) mark() {
	if t.at < len(t.numbers) {
		t.marks = append(t.marks, t.at)
	}
}

// used are the numbers that the run took, without the zeros at their end.
func (t *tape) used() []uint64 {
	n := min(t.at, len(t.numbers))
	for n > 0 && t.numbers[n-1] == 0 {
		n--
	}
	return t.numbers[:n]
}

// Tape is a run as the numbers that decide it, so that a run that was cut down
// can be kept: a seed alone tells only whole runs.
type Tape struct {
	About    string   `json:"about,omitempty"` // for people
	Seed     uint64   `json:"seed"`            // of the run that it was cut from; it still decides how long this is followed
	Mutation Mutation `json:"mutation,omitempty"`
	Rule     string   `json:"rule"` // that the run broke when it was kept
	// Reaches is a pair of the coverage that the run comes by, for a tape that is
	// kept after the till was mended; "" for none.
	Reaches string   `json:"reaches,omitempty"`
	Numbers []uint64 `json:"numbers"`
}

// Write writes the tape, which is JSON.
func (t *Tape) Write(w io.Writer) error {
	if err := json.NewEncoder(w).Encode(t); err != nil {
		return fmt.Errorf("write tape: %w", err)
	}
	return nil
}

// ReadTape reads what Write wrote.
func ReadTape(r io.Reader) (*Tape, error) {
	var t Tape
	text := json.NewDecoder(r)
	text.DisallowUnknownFields()
	if err := text.Decode(&t); err != nil {
		return nil, fmt.Errorf("read tape: %w", err)
	}
	if len(t.Numbers) == 0 {
		return nil, errors.New("read tape: it has no numbers")
	}
	return &t, nil
}
