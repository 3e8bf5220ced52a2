package update

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"facepay/app/release"
	"facepay/kiosk/health"
	"facepay/store"
	"facepay/store/atomicfile"
	"facepay/store/diskusage"
)

// archiveName is the release's file while it is looked at.
const archiveName = "incoming.part"

// speakMax bounds the wait for a new program to tell its version.
const speakMax = 30 * time.Second

// Stage takes the release that lies at from, a path or an address, and has it tried at
// the next start of the till. An older version is taken only where that is asked for.
// Whatever does not fit is refused before anything of it is staged, as an error that
// says it in one line. Errors: release.ErrNoKey, ErrNoSlots, ErrBusy.
func (s Slots) Stage(ctx context.Context, from string, older bool) (version string, err error) {
	if s.Key == nil {
		return "", release.ErrNoKey
	}
	unlock, err := s.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	st, err := s.Read()
	if err != nil {
		st = State{} // whatever it was, this is the way to mend it
	}
	src, m, f, err := s.look(ctx, from, st, older)
	if err != nil {
		return "", err
	}
	if err := s.clearTrial(ctx, st); err != nil {
		return "", err
	}
	slot, err := s.fill(ctx, src, m.Version, f)
	if err != nil {
		return "", err
	}
	st.Candidate = Candidate{Slot: slot, Stage: Staged, At: time.Now(), Older: older && !newer(m.Version, s.Current(st))}
	if err := s.write(st, "staged"); err != nil {
		return "", err
	}
	s.prune(st)
	return slot.Version, nil
}

// Offered is the version of the release that lies at from, if Stage would begin with it:
// only its list was read, whose signature fits.
func (s Slots) Offered(ctx context.Context, from string) (version string, err error) {
	if s.Key == nil {
		return "", release.ErrNoKey
	}
	if err := s.usable(); err != nil {
		return "", err
	}
	st, err := s.Read()
	if err != nil {
		st = State{}
	}
	_, m, _, err := s.look(ctx, from, st, false)
	return m.Version, err
}

// look finds the release at from and in it the file for this machine, and reports why it
// is not to be taken.
func (s Slots) look(ctx context.Context, from string, st State, older bool) (src source, m release.Manifest, f release.File, err error) {
	src, named, err := sourceOf(from)
	if err != nil {
		return src, m, f, err
	}
	if m, err = s.manifest(ctx, src); err != nil {
		return src, m, f, err
	}
	f, err = m.Archive(runtime.GOOS, runtime.GOARCH)
	if err == nil && named != "" && named != f.Name {
		err = fmt.Errorf("%s is not what this machine takes of version %s; that is %s", named, m.Version, f.Name)
	}
	if err == nil {
		err = s.fits(m.Version, st, older)
	}
	return src, m, f, err
}

// usable reports why nothing can be staged here, nil if it can.
func (s Slots) usable() error {
	info, err := os.Stat(s.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint := ""
		if runtime.GOOS == "linux" && strings.HasPrefix(s.Program, "/usr/") {
			hint = ": install the next version's package, such as by sudo apt install ./facepay_VERSION_amd64.deb"
		}
		return fmt.Errorf("%s %w%s; there is no folder %s beside it", s.Program, ErrNoSlots, hint, Folder)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", s.dir)
	}
	return nil
}

// manifest is the verified manifest of a release.
func (s Slots) manifest(ctx context.Context, src source) (m release.Manifest, err error) {
	text, err := small(ctx, src, release.ManifestName, manifestBytesMax)
	if err != nil {
		return m, plain(err)
	}
	signature, err := small(ctx, src, release.SignatureName, signatureBytesMax)
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrUnsigned, plain(err))
	}
	if m, err = release.Open(text, signature, s.Key); err != nil {
		return m, fmt.Errorf("%s: %w", src, err)
	}
	if !valid(m.Version) {
		return m, fmt.Errorf("%s: %q is no version", src, m.Version)
	}
	return m, nil
}

// fits reports why a version is not to be taken, nil if it is.
func (s Slots) fits(version string, st State, older bool) error {
	current := s.Current(st)
	switch {
	case version == current:
		return fmt.Errorf("version %s %w", version, ErrRuns)
	case newer(current, version) && !older:
		return fmt.Errorf("version %s %w than %s, which runs; facepay update --from … --older takes it all the same", version, ErrOlder, current)
	case version == st.Previous.Version:
		return fmt.Errorf("version %s %w; facepay update --back returns to it", version, ErrRanBefore)
	}
	return nil
}

// Current is the version that runs at each start, as far as this program knows: from a
// slot it is its own.
func (s Slots) Current(st State) string {
	if program, err := s.Choose(); err == nil && !s.InSlot() && program != s.Program {
		return st.Confirmed.Version
	}
	return s.Version
}

// fill makes the slot of a version.
func (s Slots) fill(ctx context.Context, src source, version string, f release.File) (slot Slot, err error) {
	archive, err := s.fetch(ctx, src, f)
	if err != nil {
		return slot, plain(err)
	}
	defer func() { err = errors.Join(err, archive.Close(), os.Remove(archive.Name())) }()
	program := s.program(Slot{Version: version})
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		return slot, plain(err)
	}
	defer func() {
		if err != nil {
			s.clear(version)
		}
	}()
	part := fresh(program)
	slot = Slot{Version: version}
	if slot.Size, slot.SHA256, err = unpack(archive, f, part); err != nil {
		return slot, plain(err)
	}
	if err := speaks(ctx, part, version); err != nil {
		return slot, err
	}
	moment("before slot")
	if err := errors.Join(atomicfile.Rename(part, program), atomicfile.SyncDir(s.dir)); err != nil {
		return slot, plain(err)
	}
	moment("after slot")
	return slot, nil
}

// fetch is the release's file, copied here and found to be the one that was signed.
func (s Slots) fetch(ctx context.Context, src source, f release.File) (archive *os.File, err error) {
	from, err := src.open(ctx, f.Name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if archive, err = os.OpenFile(filepath.Join(s.dir, archiveName), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, archive.Close(), os.Remove(archive.Name()))
			archive = nil
		}
	}()
	moment("before fetched")
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(archive, sum), io.LimitReader(from, f.Size+1))
	switch {
	case err != nil:
		return archive, fmt.Errorf("fetch %s: %w", f.Name, err)
	case n < f.Size:
		return archive, fmt.Errorf("%s %w: it has %d of %d bytes", f.Name, ErrCutOff, n, f.Size)
	case n > f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256:
		return archive, fmt.Errorf("%s %w", f.Name, ErrOtherFile)
	}
	moment("after fetched")
	_, err = archive.Seek(0, io.SeekStart)
	return archive, err
}

// unpack writes the program of an archive to a new file.
func unpack(archive *os.File, f release.File, to string) (size int64, sum string, err error) {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return 0, "", err
	}
	hash := sha256.New()
	err = release.Extract(archive, f, io.MultiWriter(file, hash))
	if err == nil {
		size, err = file.Seek(0, io.SeekCurrent)
	}
	return size, hex.EncodeToString(hash.Sum(nil)), atomicfile.Finish(file, err)
}

// speaks looks whether a new program runs on this machine and is of its version.
func speaks(ctx context.Context, program, version string) error {
	ctx, cancel := context.WithTimeout(ctx, speakMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "version")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if line = strings.TrimSpace(line); err != nil || line != "facepay "+version {
		if err == nil {
			err = fmt.Errorf("it says %q", line)
		} else if line != "" {
			err = fmt.Errorf("%w: %s", err, line)
		}
		return fmt.Errorf("version %s does not run on this machine: %w", version, health.WithoutPath(err))
	}
	return nil
}

// plain says in words what a disk has to say.
func plain(err error) error {
	if diskusage.Full(err) {
		return fmt.Errorf("there is no room on the disk; nothing was changed: %w", err)
	}
	return err
}

// clearTrial puts the ledger back that a trial which was cut off has changed, before
// another candidate takes its place and takes that ledger for the one of before.
func (s Slots) clearTrial(ctx context.Context, st State) error {
	if st.Candidate.Stage != Trying {
		return nil
	}
	if err := s.putBack(ctx, st.Candidate); !errors.Is(err, store.ErrNoSchemaCopy) {
		return err
	}
	return nil // it stays as it is, and the next version may be one that knows it
}

// Back has the version tried again at the next start that ran before this one, and
// returns its name. Errors: ErrNoSlots, ErrBusy.
func (s Slots) Back(ctx context.Context) (name string, err error) {
	unlock, err := s.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	st, err := s.Read()
	if err != nil {
		return "", err
	}
	if st.Confirmed.Version == "" && st.Previous.Version == "" {
		return "", errors.New("there is no version to go back to")
	}
	if err := s.whole(st.Previous.Slot); err != nil {
		return "", fmt.Errorf("the version before cannot run: %w", err)
	}
	if err := s.clearTrial(ctx, st); err != nil {
		return "", err
	}
	st.Candidate = Candidate{Slot: st.Previous.Slot, Stage: Staged, At: time.Now(), Back: true}
	if err := s.write(st, "staged"); err != nil {
		return "", err
	}
	s.prune(st)
	return s.name(st.Previous.Slot), nil
}
