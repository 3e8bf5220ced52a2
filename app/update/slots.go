// Package update brings a till to another version and back. The installed program is
// never replaced: it is what runs when nothing else can. Beside it lies a folder
// versions with a slot for each other version, and state.json, which says which of them
// runs. Whatever is cut off, one of them does.
//
//	none → staged → trying → confirmed, or refused
//
// A version is staged by Stage once its signature is verified. At the next start the
// installed program tries it by Try: as its child, which has to open the ledger and to
// paint within 30 s, and sells nothing before it is confirmed on the disk.
package update

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/gofrs/flock"
	"golang.org/x/mod/semver"

	"facepay/app/build"
	"facepay/app/release"
	"facepay/store/atomicfile"
)

// Folder is the name of the folder of slots, beside the installed program.
const Folder = "versions"

const lockName = "update.lock"

// ErrNoSlots tells that this program is not one that updates itself.
var ErrNoSlots = errors.New("is updated by what installed it")

// Why a release is not taken.
var (
	ErrUnsigned  = errors.New("the release is not signed")
	ErrRuns      = errors.New("is the one that runs already")
	ErrOlder     = errors.New("is older")
	ErrRanBefore = errors.New("is the one that ran before")
	ErrCutOff    = errors.New("is cut off")
	ErrOtherFile = errors.New("is not the file that was signed")
)

// ErrBusy tells that another facepay is updating.
var ErrBusy = errors.New("another facepay is updating this one")

// Slots are the versions beside an installed program.
type Slots struct {
	// Program is the installed program.
	Program string
	// Version is that of the program that runs.
	Version string
	// Key is the one that a release has to be signed by; nil: no release is taken.
	Key ed25519.PublicKey

	dir  string
	self string // the program that runs
}

// Find returns the slots of the program that runs. It costs no more than a look at the
// program's own name.
func Find() (Slots, error) {
	exe, err := os.Executable()
	if err != nil {
		return Slots{}, fmt.Errorf("find the program: %w", err)
	}
	key, err := release.PublicKey()
	if err != nil && !errors.Is(err, release.ErrNoKey) {
		return Slots{}, err
	}
	return at(exe, build.Version, key), nil
}

func at(exe, version string, key ed25519.PublicKey) Slots {
	s := Slots{Program: exe, Version: version, Key: key, self: exe}
	if slot := filepath.Dir(exe); valid(filepath.Base(slot)) && filepath.Base(filepath.Dir(slot)) == Folder {
		s.Program = filepath.Join(filepath.Dir(filepath.Dir(slot)), filepath.Base(exe))
	}
	s.dir = filepath.Join(filepath.Dir(s.Program), Folder)
	return s
}

// InSlot reports whether this program runs from a slot, so that it has been chosen.
func (s Slots) InSlot() bool { return s.self != s.Program }

// valid reports whether v is a version such as 1.2.3 or 1.2.3-rc.1.
func valid(v string) bool { return semver.IsValid("v"+v) && semver.Canonical("v"+v) == "v"+v }

// newer reports whether version a comes after b.
func newer(a, b string) bool { return semver.Compare("v"+a, "v"+b) > 0 }

// program is the path of a slot's program, the installed one for no slot.
func (s Slots) program(of Slot) string {
	if of.Version == "" {
		return s.Program
	}
	return filepath.Join(s.dir, of.Version, release.ProgramName(runtime.GOOS))
}

// Choose is the program that is to run: the newer one of the installed program and the
// confirmed one, or an older one that was asked for. trouble tells why the confirmed one
// cannot run, whose place the installed one takes.
func (s Slots) Choose() (program string, trouble error) {
	if s.InSlot() {
		return s.self, nil
	}
	st, err := s.Read()
	if err != nil {
		return s.Program, err
	}
	confirmed := st.Confirmed.Slot
	if confirmed.Version == "" || !newer(confirmed.Version, s.Version) && st.Confirmed.Over != s.Version {
		return s.Program, nil
	}
	if err := s.whole(confirmed); err != nil {
		return s.Program, fmt.Errorf("version %s cannot run, version %s runs in its place: %w", confirmed.Version, s.Version, err)
	}
	return s.program(confirmed), nil
}

// whole looks whether a slot has its program, as far as that can be seen at each start.
func (s Slots) whole(of Slot) error {
	info, err := os.Stat(s.program(of))
	switch {
	case err != nil:
		return err
	case of.Version != "" && (!info.Mode().IsRegular() || info.Size() != of.Size):
		return fmt.Errorf("%s has %d bytes and not %d", s.program(of), info.Size(), of.Size)
	}
	return nil
}

// lock keeps every other facepay from updating until unlock. Errors: ErrNoSlots, ErrBusy.
func (s Slots) lock() (unlock func(), err error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	l := flock.New(filepath.Join(s.dir, lockName), flock.SetPermissions(0o600))
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", s.dir, err)
	case !got:
		return nil, ErrBusy
	}
	return func() { _ = l.Close() }, nil // the system gives it free at the latest when the program ends
}

// prune removes every slot but those that st has a use for.
func (s Slots) prune(st State) {
	kept := []string{st.Confirmed.Version, st.Previous.Version}
	if st.Candidate.Stage == Staged || st.Candidate.Stage == Trying {
		kept = append(kept, st.Candidate.Version)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() && valid(name) && !slices.Contains(kept, name) {
			s.clear(name)
		}
	}
	_ = atomicfile.SyncDir(s.dir)
}

// clear removes a slot. What cannot be removed now, since it runs, is so after the next
// update.
func (s Slots) clear(version string) {
	program := s.program(Slot{Version: version})
	for _, file := range []string{fresh(program), program} {
		_ = atomicfile.Remove(file)
	}
	_ = os.Remove(filepath.Dir(program))
}

// fresh is the name of a program that is not whole yet.
func fresh(program string) string {
	return filepath.Join(filepath.Dir(program), "new-"+filepath.Base(program))
}
