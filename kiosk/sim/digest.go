package sim

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"hash"
	"reflect"
	"slices"

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
type checksum struct{ hash hash.Hash }

func newChecksum(seed uint64) *checksum {
	h := sha256.New()
	fmt.Fprintln(h, "seed", seed) // two runs that are alike must not cancel out
	return &checksum{h}
}

// effectTypes number the effects, so that a Digest survives their new names.
var effectTypes = []reflect.Type{
	reflect.TypeFor[kiosk.Save](), reflect.TypeFor[kiosk.Call](), reflect.TypeFor[kiosk.Wake](), reflect.TypeFor[kiosk.Show](),
	reflect.TypeFor[kiosk.Say](), reflect.TypeFor[kiosk.CheckPIN](), reflect.TypeFor[kiosk.SetPIN](), reflect.TypeFor[kiosk.Reload](),
	reflect.TypeFor[kiosk.CountDay](), reflect.TypeFor[kiosk.Practice](), reflect.TypeFor[kiosk.FullScreen](), reflect.TypeFor[kiosk.Find](),
	reflect.TypeFor[kiosk.Acknowledge](), reflect.TypeFor[kiosk.ReplyMini](), reflect.TypeFor[kiosk.RunChecks](), reflect.TypeFor[kiosk.Close](),
	reflect.TypeFor[kiosk.OwnerScanned](), reflect.TypeFor[kiosk.RightGiven](), reflect.TypeFor[kiosk.Mute](),
}

// effect takes in one effect with all its particulars, but no name of a type or field.
func (c *checksum) effect(w *world, f kiosk.Effect) {
	n := slices.Index(effectTypes, reflect.TypeOf(f))
	if n < 0 {
		w.fail("effect %T has no number in the digest", f)
	}
	fmt.Fprintf(c.hash, "\n%d %d", w.now(), n)
	c.value(reflect.ValueOf(f))
}

// value takes in v by its kind: what it points to, its elements, its fields.
func (c *checksum) value(v reflect.Value) {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		text, _ := m.MarshalText() // errors are of years past 9999
		fmt.Fprintf(c.hash, " %q", text)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			c.value(field)
		}
	case reflect.Slice:
		fmt.Fprintf(c.hash, " [%d", v.Len())
		for i := range v.Len() {
			c.value(v.Index(i))
		}
	case reflect.Pointer:
		fmt.Fprintf(c.hash, " %t", v.IsNil())
		if !v.IsNil() {
			c.value(v.Elem())
		}
	default:
		fmt.Fprintf(c.hash, " %q", fmt.Sprint(v.Interface()))
	}
}

func (c *checksum) sum() (d Digest) {
	c.hash.Sum(d[:0])
	return d
}
