package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"facepay/store/atomicfile"
)

// checkpointName is the file that says how far the ledger was verified. It stands
// beside the ledger, so that one with its newest events cut off, or an older copy
// in its place, shows, and so that no sale waits for its commit. Whoever can edit
// the ledger can remove it; the next verification then begins at the first event.
const checkpointName = "ledger-verified.json"

const (
	checkpointFormat = 1
	// checkpointBytesMax bounds what is read; the largest has some 30 KiB.
	checkpointBytesMax = 256 << 10
	// suspectsMax bounds the places that are looked at again at each start.
	suspectsMax = faultsMax
	// suspectNumberMax bounds what is kept of a number: other hands may have written
	// any text there. The till's own have at most 64 characters.
	suspectNumberMax = 64
)

// checkpoint is the point up to which the ledger was verified.
type checkpoint struct {
	Format int `json:"format"`
	// Head is the end of the ledger when new rows were last verified.
	Head position `json:"head"`
	// Round is the position of the verification of the whole that is under way since
	// then, and RoundEnded the time the last one was through: rows that Head has
	// passed are read again and again, so that a later edit of them is found.
	Round      position  `json:"round"`
	RoundEnded time.Time `json:"round_ended"`
	// Suspects are the places where something was wrong. They are verified first,
	// so that each start tells of what is not mended at once.
	Suspects []suspect `json:"suspects,omitempty"`
}

// suspect is a place where something was wrong: a row, or else the events after
// a point of the log, a slice of them.
type suspect struct {
	After walk       `json:"after,omitzero"`
	Row   suspectRow `json:"row,omitzero"`
}

// suspectRow finds a row by its id and, should that have been changed, by its
// number.
type suspectRow struct {
	Kind   RowKind `json:"kind"`
	ID     int64   `json:"id"`
	Number string  `json:"number,omitempty"` // "" for one that is none of the till's
}

// suspectOf is the place of a fault that was found after a point of the log.
func suspectOf(fault *ChainError, after walk) suspect {
	if !fault.judged {
		return suspect{After: after}
	}
	row := suspectRow{Kind: fault.Row, ID: fault.id, Number: fault.identity().name}
	if len(row.Number) > suspectNumberMax || !utf8.ValidString(row.Number) {
		row.Number = ""
	}
	return suspect{Row: row}
}

// anchors are the events that must still be as they were.
func (c *checkpoint) anchors() []walk {
	list := []walk{c.Head.walk, c.Round.walk}
	for i := range c.Suspects {
		list = append(list, c.Suspects[i].After) // a row's is at no event
	}
	return list
}

func (c *checkpoint) suspect(s suspect) {
	if len(c.Suspects) < suspectsMax && !slices.Contains(c.Suspects, s) {
		c.Suspects = append(c.Suspects, s)
	}
}

// readCheckpoint reads the checkpoint of a data folder, an empty one when there
// is none.
func readCheckpoint(dir string) (checkpoint, error) {
	c, err := parseCheckpoint(filepath.Join(dir, checkpointName))
	if err != nil {
		c = checkpoint{Format: checkpointFormat}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return c, failed("read "+checkpointName, err)
}

func parseCheckpoint(name string) (c checkpoint, err error) {
	text, err := readSmallFile(name, checkpointBytesMax)
	if err != nil {
		return c, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return c, err
	}
	if c.Format != checkpointFormat || len(c.Suspects) > suspectsMax {
		return c, fmt.Errorf("format %d with %d suspects is not this program's", c.Format, len(c.Suspects))
	}
	for _, at := range c.anchors() {
		if at.Seq < 0 {
			return c, fmt.Errorf("event %d is none", at.Seq)
		}
	}
	for _, at := range []*position{&c.Head, &c.Round} {
		for i := range at.IDs {
			at.IDs[i] = max(at.IDs[i], 0) // an older program began far below
		}
	}
	return c, nil
}

// readSmallFile reads a file that has so many bytes at most.
func readSmallFile(name string, bytesMax int) ([]byte, error) {
	if _, err := exists(name); err != nil { // another kind of file might never end
		return nil, err
	}
	f, err := atomicfile.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	text, err := io.ReadAll(io.LimitReader(f, int64(bytesMax)+1))
	if err == nil && len(text) > bytesMax {
		err = fmt.Errorf("it has more than %d bytes", bytesMax)
	}
	return text, err
}

// VerifiedPoint returns ErrNoVerifiedPoint, with the reason when the point cannot be
// read, unless it is on record up to where the ledger was verified before. Without
// it Check cannot see that the newest sales were cut off. A ledger that is new or
// was just repaired honestly lacks it until the till has run for a moment.
func (r *Reader) VerifiedPoint(ctx context.Context) error {
	head, err := readHead(ctx, r.db)
	if err != nil {
		return failed("look for the verified point", err)
	}
	point, err := readCheckpoint(r.dir)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoVerifiedPoint, err)
	case head.seq > 0 && !point.Head.started():
		return ErrNoVerifiedPoint
	}
	return nil
}

// writeCheckpoint puts c in place of the last one, whole or not at all.
func writeCheckpoint(dir string, c *checkpoint) error {
	text, err := json.MarshalIndent(c, "", "\t")
	if err == nil {
		err = atomicfile.Replace(filepath.Join(dir, checkpointName), append(text, '\n'))
	}
	return failed("write "+checkpointName, err)
}
