package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

const (
	// externalPace is the most that is carried out in a second: a stick takes less, and a
	// disk that is shared with the ledger keeps most of its own for it.
	externalPace = 16 << 20
	// externalChunk are the bytes that are written before the next pause.
	externalChunk = 256 << 10
	// externalSyncEvery bounds what waits in memory for a slow stick: with gigabytes there, the
	// system would make every writer wait, the ledger among them.
	externalSyncEvery = 4 << 20
	// externalParts are the parts of the work that a watcher sees: the snapshot, the copy, and the
	// reading back.
	externalParts = 3
	// stallMax is the time without a single byte after which a stick is given up.
	stallMax = 2 * time.Minute
	// fat32Max is the largest file that FAT32 takes.
	fat32Max = 1<<32 - 1
)

// ErrStalled tells that a stick or a network folder no longer answers.
var ErrStalled = errors.New("it no longer answers")

var (
	errReadBack = errors.New("what was read back is not what was written; the stick is bad")
	errFAT32    = errors.New("a FAT32 stick takes no file of more than 4 GB; format it with exFAT")
)

// carrier carries a ledger file out. Every look at the target is made on one goroutine, which may
// stand for ever.
type carrier struct {
	reader *Reader
	to     ExternalTarget
	id     string
	source string
	moved  atomic.Int64 // bytes, so that standing is told from going slowly
	left   atomic.Bool  // nobody waits any more: end at the next byte
	stall  time.Duration
}

type carried struct {
	copy ExternalCopy
	err  error
}

// watched carries the file until it is there, ctx is done, or nothing moved for stallMax. release
// is called when the file is no longer used, which may be after that.
func (c *carrier) watched(ctx context.Context, release func() error) (ExternalCopy, error) {
	if c.stall == 0 {
		c.stall = stallMax
	}
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	result := make(chan carried, 1)
	go func() {
		copied, err := c.carry(work)
		result <- carried{copied, errors.Join(err, release())}
	}()
	ticker := time.NewTicker(c.stall / 10)
	defer ticker.Stop()
	before, since := int64(-1), time.Now()
	for {
		select {
		case done := <-result:
			return done.copy, done.err
		case <-ctx.Done():
			c.left.Store(true)
			select {
			case done := <-result:
				return done.copy, done.err // it may have come to its end
			case <-time.After(time.Second): // it stands; the process may end without it
				return ExternalCopy{}, ctx.Err()
			}
		case <-ticker.C:
			if moved := c.moved.Load(); moved != before {
				before, since = moved, time.Now()
			}
			if time.Since(since) >= c.stall {
				c.left.Store(true)
				return ExternalCopy{}, ErrStalled
			}
		}
	}
}

// carry writes, reads back, names and prunes.
func (c *carrier) carry(ctx context.Context) (ExternalCopy, error) {
	want, err := ledgerEnd(ctx, c.source, c.reader.opts)
	if err != nil {
		return want, err
	}
	src, err := atomicfile.Open(c.source)
	if err != nil {
		return want, err
	}
	defer func() { _ = src.Close() }() // only read from
	info, err := src.Stat()
	if err != nil {
		return want, err
	}
	want.Bytes = info.Size()
	name := filepath.Join(c.to.Dir, externalName(c.to.Till, c.id, c.to.Now.In(c.reader.opts.Location)))
	if want.Removed, err = c.makeRoom(uint64(want.Bytes), systemSpace); err != nil {
		return want, err
	}
	temp := name + atomicfile.PartSuffix
	sum, err := c.write(ctx, src, temp, want.Bytes)
	if err == nil {
		err = c.readBack(ctx, temp, sum, want)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		// A stick that is gone takes its part with it; the next copy removes what is left.
		_ = os.Remove(temp)
		return want, err
	}
	if err := atomicfile.Rename(temp, name); err != nil {
		return want, errors.Join(err, atomicfile.Remove(temp))
	}
	want.File = name
	removed, err := c.prune(name)
	want.Removed += removed
	return want, err
}

// write copies src to a new file temp, on the stick itself when it returns, and returns its hash.
func (c *carrier) write(ctx context.Context, src io.Reader, temp string, size int64) (sum [sha256.Size]byte, err error) {
	dst, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	pending := 0
	n, err := c.pass(ctx, src, h, size, size, func(chunk []byte) error {
		if _, err := dst.Write(chunk); err != nil {
			return err
		}
		if pending += len(chunk); pending < externalSyncEvery {
			return nil
		}
		pending = 0
		return dst.Sync()
	})
	if err = atomicfile.Finish(dst, err); err != nil && n >= fat32Max-externalChunk && n <= fat32Max {
		err = fmt.Errorf("%w (%w)", errFAT32, err)
	}
	return [sha256.Size]byte(h.Sum(nil)), err
}

// readBack reads what was written from the stick, and holds it to the ledger.
func (c *carrier) readBack(ctx context.Context, temp string, sum [sha256.Size]byte, want ExternalCopy) error {
	f, err := os.Open(temp)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read from
	forgetCached(f)
	h := sha256.New()
	n, err := c.pass(ctx, f, h, 2*want.Bytes, want.Bytes, func([]byte) error { return nil })
	if err != nil {
		return fmt.Errorf("read it back: %w", err)
	}
	if n != want.Bytes || [sha256.Size]byte(h.Sum(nil)) != sum {
		return errReadBack
	}
	got, err := ledgerEnd(ctx, temp, c.reader.opts)
	if err != nil {
		return fmt.Errorf("read it back: %w", err)
	}
	if got.Events != want.Events || got.Chain != want.Chain || got.Payments != want.Payments {
		return errReadBack
	}
	return nil
}

// pass takes src through take, chunk by chunk, no faster than the pace. It tells the watcher what is
// done behind the parts before.
func (c *carrier) pass(ctx context.Context, src io.Reader, h hash.Hash, before, size int64, take func([]byte) error) (n int64, err error) {
	pace := c.to.Pace
	if pace <= 0 {
		pace = externalPace
	}
	chunk := make([]byte, externalChunk)
	begun := time.Now()
	for {
		read, err := io.ReadFull(src, chunk)
		if read > 0 {
			h.Write(chunk[:read])
			if err := take(chunk[:read]); err != nil {
				return n, err
			}
			n += int64(read)
			c.moved.Add(int64(read))
			c.reader.progress(before+n, externalParts*size)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return n, nil
		case err != nil:
			return n, err
		case c.left.Load():
			return n, context.Canceled
		}
		ahead := time.Duration(float64(n)/float64(pace)*float64(time.Second)) - time.Since(begun)
		if ahead > 0 && !sleep(ctx, ahead) {
			return n, ctx.Err()
		}
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}

// makeRoom removes what cut-off copies of this till left and, as long as size bytes do not fit, its
// oldest copies, all but the newest.
func (c *carrier) makeRoom(size uint64, ask func(string) (space, error)) (removed int, err error) {
	own, err := c.own()
	if err != nil {
		return 0, err
	}
	for _, part := range own.parts {
		if err := atomicfile.Remove(part); err != nil {
			return 0, err
		}
	}
	for {
		room, err := ask(c.to.Dir)
		if err != nil {
			return removed, nil // not every network folder tells; a write does
		}
		if room.free >= size {
			return removed, nil
		}
		if len(own.copies) < 2 {
			return removed, fmt.Errorf("it needs %s and %s are free: %w", health.BytesText(size), health.BytesText(room.free), ErrDiskFull)
		}
		if err := atomicfile.Remove(own.copies[0]); err != nil {
			return removed, err
		}
		own.copies, removed = own.copies[1:], removed+1
	}
}

// prune removes this till's oldest copies, down to to.Keep, but never the one that was just made,
// whatever the clock says.
func (c *carrier) prune(made string) (removed int, err error) {
	own, err := c.own()
	if err != nil {
		return 0, err
	}
	more := len(own.copies) - max(c.to.Keep, 1)
	for _, old := range own.copies {
		if more <= 0 {
			break
		}
		if old == made {
			continue
		}
		if err := atomicfile.Remove(old); err != nil {
			return removed, err
		}
		more, removed = more-1, removed+1
	}
	return removed, nil
}
