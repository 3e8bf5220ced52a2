package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"

	"facepay/kiosk"
)

// Digest is a checksum of runs: of every effect that their tills wanted, in the
// order of each run. Two programs with the same one decided the same throughout.
// It is the same whichever order the runs were made in.
type Digest [sha256.Size]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// add takes another run's checksum in.
func (d *Digest) add(o Digest) {
	for i := range d {
		d[i] ^= o[i]
	}
}

// checksum is the Digest of one run under way.
type checksum struct {
	hash    hash.Hash
	encoder *json.Encoder
}

func newChecksum(seed uint64) *checksum {
	h := sha256.New()
	fmt.Fprintln(h, "seed", seed) // two runs that are alike must not cancel out
	return &checksum{h, json.NewEncoder(h)}
}

// effect takes in one effect with all its particulars.
func (c *checksum) effect(w *world, f kiosk.Effect) {
	fmt.Fprintf(c.hash, "%d %T ", w.now(), f)
	if err := c.encoder.Encode(f); err != nil {
		w.fail("effect %T cannot be digested: %v", f, err)
	}
}

func (c *checksum) sum() (d Digest) {
	c.hash.Sum(d[:0])
	return d
}
