package release

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Bounds of a release, far over what one has, for whoever signs by mistake.
const (
	archiveBytesMax = 256 << 20
	membersMax      = 1000
)

// unpackedBytesMax bounds what an archive has in it. A test has less.
var unpackedBytesMax int64 = 512 << 20

// archives are the endings of the files that a program is taken from: the others are for
// installers.
var archives = []string{".tar.gz", ".zip"}

// Archive is the file of a release that has the program for a system.
func (m Manifest) Archive(goos, goarch string) (File, error) {
	var systems []string
	for _, f := range m.Files {
		archive := slices.ContainsFunc(archives, func(ending string) bool { return strings.HasSuffix(f.Name, ending) })
		if !archive {
			continue
		}
		if f.OS != goos || f.Arch != goarch {
			systems = append(systems, f.OS+"/"+f.Arch)
			continue
		}
		sum, err := hex.DecodeString(f.SHA256)
		if f.Name != path.Base(f.Name) || strings.ContainsAny(f.Name, `\:`) || err != nil || len(sum) != 32 || f.Size <= 0 || f.Size > archiveBytesMax {
			return File{}, fmt.Errorf("the manifest has a file %q that cannot be one of a release", f.Name)
		}
		return f, nil
	}
	return File{}, fmt.Errorf("version %s %w, which is %s/%s; it is for %s", m.Version, ErrOtherSystem, goos, goarch, strings.Join(systems, " and "))
}

// ProgramName is the name of the program in an archive and where it is installed.
func ProgramName(goos string) string {
	if goos == "windows" {
		return "facepay.exe"
	}
	return "facepay"
}

// member is a file or a folder in an archive.
type member struct {
	name    string
	regular bool // else a folder
	open    func() (io.ReadCloser, error)
}

// Extract writes the program that is in an archive of this system, whose entry in the
// manifest is f. An archive with anything else in it than files and folders below its
// own folder, or with more than a release has, is refused.
func Extract(archive *os.File, f File, program io.Writer) error {
	x := extractor{left: unpackedBytesMax, program: program}
	var err error
	if folder, ok := strings.CutSuffix(f.Name, ".zip"); ok {
		x.folder = folder
		err = x.zip(archive, f.Size)
	} else {
		x.folder = strings.TrimSuffix(f.Name, ".tar.gz")
		err = x.tar(archive)
	}
	if err == nil && !x.found {
		err = fmt.Errorf("has no %s", x.wanted())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
}

// extractor looks at every member of an archive.
type extractor struct {
	folder  string // the one that all is in
	program io.Writer
	found   bool
	members int
	left    int64 // bytes that may still be unpacked
}

func (x *extractor) wanted() string { return x.folder + "/" + ProgramName(runtime.GOOS) }

func (x *extractor) zip(archive *os.File, size int64) error {
	r, err := zip.NewReader(archive, size)
	if err != nil {
		return err
	}
	for _, f := range r.File {
		kind := f.Mode().Type()
		if kind != 0 && kind != fs.ModeDir {
			return fmt.Errorf("%q is a link or a device", f.Name)
		}
		if err := x.take(member{f.Name, kind == 0, f.Open}); err != nil {
			return err
		}
	}
	return nil
}

func (x *extractor) tar(archive io.Reader) error {
	unpacked, err := gzip.NewReader(archive)
	if err != nil {
		return err
	}
	// What is between the members counts too.
	r := tar.NewReader(io.LimitReader(unpacked, unpackedBytesMax))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeDir {
			return fmt.Errorf("%q is a link or a device", h.Name)
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
		if err := x.take(member{h.Name, h.Typeflag == tar.TypeReg, open}); err != nil {
			return err
		}
	}
}

func (x *extractor) take(m member) error {
	name := strings.TrimSuffix(m.name, "/")
	if !fs.ValidPath(name) || strings.ContainsAny(name, `\:`) || name != x.folder && !strings.HasPrefix(name, x.folder+"/") {
		return fmt.Errorf("%q lies outside of its folder", m.name)
	}
	if x.members++; x.members > membersMax {
		return fmt.Errorf("has more than %d members", membersMax)
	}
	if !m.regular {
		return nil
	}
	to := io.Discard
	if name == x.wanted() {
		if x.found {
			return fmt.Errorf("has %s twice", name)
		}
		x.found, to = true, x.program
	}
	content, err := m.open()
	if err != nil {
		return err
	}
	n, err := io.Copy(to, io.LimitReader(content, x.left+1))
	if err = errors.Join(err, content.Close()); err != nil {
		return err
	}
	if x.left -= n; x.left < 0 {
		return fmt.Errorf("has more than %d MB unpacked", unpackedBytesMax>>20)
	}
	return nil
}
