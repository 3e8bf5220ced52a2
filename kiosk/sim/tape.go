package sim

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
)

// tape is the stream of numbers that decides a run. It comes from a seed, or
// from the numbers of a run that was recorded.
type tape struct {
	source    *rand.PCG
	recording bool
	played    bool     // from numbers, not from source
	numbers   []uint64 // recorded so far, or to be played
	at        int      // numbers used
	marks     []int    // where each thing that happens begins; not of a run that is only made
}

// recorded are dice whose throws are kept.
func recorded(seed uint64) dice {
	d := newDice(seed)
	d.recording = true
	return d
}

// played are dice that fall as numbers say, and calmly after their end.
func played(numbers []uint64) dice { return dice{&tape{played: true, numbers: numbers}} }

// next is the next number. After the end of a played tape all are 0.
func (t *tape) next() uint64 {
	if !t.played && !t.recording {
		return t.source.Uint64()
	}
	var n uint64
	switch {
	case !t.played:
		n = t.source.Uint64()
		t.numbers = append(t.numbers, n)
	case t.at < len(t.numbers):
		n = t.numbers[t.at]
	}
	t.at++
	return n
}

// mark notes that something new happens in the run.
func (t *tape) mark() {
	if (t.recording || t.played) && t.at < len(t.numbers) {
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
	// Seed is the run's that it was cut from. It still decides how long the run is
	// followed.
	Seed     uint64
	Mutation Mutation
	Rule     string // that the run broke when it was kept
	// Reaches is a pair of the coverage that the run comes by, for a tape that is
	// kept after the till was mended; "" for none.
	Reaches string
	Numbers []uint64
}

// Limits of a tape's file: a run takes some thousand numbers.
const (
	tapeLineMax    = 1 << 20
	tapeNumbersMax = 1 << 20
)

// WriteTo writes the tape as lines of text: a word and what it is, the numbers
// in hexadecimal, and zeros in a row as their count behind a star.
func (t *Tape) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d\n", t.Seed)
	if t.Mutation != MutateNone {
		fmt.Fprintf(&b, "mutation %s\n", t.Mutation)
	}
	fmt.Fprintf(&b, "rule %s\n", t.Rule)
	if t.Reaches != "" {
		fmt.Fprintf(&b, "reaches %s\n", t.Reaches)
	}
	b.WriteString("numbers")
	for i := 0; i < len(t.Numbers); {
		zeros := i
		for zeros < len(t.Numbers) && t.Numbers[zeros] == 0 {
			zeros++
		}
		if zeros > i {
			fmt.Fprintf(&b, " *%d", zeros-i)
			i = zeros
			continue
		}
		fmt.Fprintf(&b, " %x", t.Numbers[i])
		i++
	}
	b.WriteString("\n")
	n, err := io.WriteString(w, b.String())
	if err != nil {
		return int64(n), fmt.Errorf("write tape: %w", err)
	}
	return int64(n), nil
}

// ReadTape reads what WriteTo wrote. Lines that begin with # are for people.
func ReadTape(r io.Reader) (*Tape, error) {
	var t Tape
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, tapeLineMax)
	for n := 1; lines.Scan(); n++ {
		if err := t.read(lines.Text()); err != nil {
			return nil, fmt.Errorf("read tape: line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read tape: %w", err)
	}
	if len(t.Numbers) == 0 {
		return nil, errors.New("read tape: it has no numbers")
	}
	return &t, nil
}

func (t *Tape) read(line string) (err error) {
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "", strings.HasPrefix(line, "#"):
		return nil
	case word == "seed":
		t.Seed, err = strconv.ParseUint(rest, 10, 64)
		return err
	case word == "mutation":
		t.Mutation = Mutation(rest)
		return nil
	case word == "rule":
		t.Rule = rest
		return nil
	case word == "reaches":
		t.Reaches = rest
		return nil
	case word == "numbers":
		return t.readNumbers(strings.Fields(rest))
	}
	return fmt.Errorf("%q is no word of a tape", word)
}

func (t *Tape) readNumbers(fields []string) error {
	for _, f := range fields {
		count, zeros := strings.CutPrefix(f, "*")
		if zeros {
			n, err := strconv.ParseUint(count, 10, 32)
			if err != nil || n > tapeNumbersMax {
				return fmt.Errorf("%q is no count of zeros", f)
			}
			t.Numbers = append(t.Numbers, make([]uint64, n)...)
			continue
		}
		n, err := strconv.ParseUint(f, 16, 64)
		if err != nil {
			return fmt.Errorf("%q is no number", f)
		}
		t.Numbers = append(t.Numbers, n)
	}
	if len(t.Numbers) > tapeNumbersMax {
		return fmt.Errorf("more than %d numbers", tapeNumbersMax)
	}
	return nil
}
