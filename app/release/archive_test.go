package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const archived = "facepay-1.2.3-linux-amd64"

// entry is a member of an archive that a test makes.
type entry struct {
	name, content string
	mode          fs.FileMode
}

func tarred(t *testing.T, entries []entry) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, e := range entries {
		h, err := tar.FileInfoHeader(info{e}, e.content)
		require.NoError(t, err)
		h.Name = e.name
		if e.mode.Type() != 0 {
			h.Size = 0
		}
		require.NoError(t, w.WriteHeader(h))
		_, err = io.WriteString(w, e.content[:h.Size])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return b.Bytes()
}

func zipped(t *testing.T, entries []entry) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode | 0o644)
		f, err := w.CreateHeader(h)
		require.NoError(t, err)
		if !e.mode.IsDir() {
			_, err = io.WriteString(f, e.content)
			require.NoError(t, err)
		}
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

type info struct{ entry }

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return int64(len(i.content)) }
func (i info) Mode() fs.FileMode  { return i.mode | 0o644 }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
func (i info) ModTime() time.Time { return time.Time{} }

func extracted(t *testing.T, name string, content []byte) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, content, 0o600))
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	var program bytes.Buffer
	err = Extract(f, File{Name: name, Size: int64(len(content))}, &program)
	return program.String(), err
}

func TestExtract_TheProgramAloneOfAnArchiveThatIsOneOfARelease(t *testing.T) {
	normal := unpackedBytesMax
	unpackedBytesMax = 4 << 20
	t.Cleanup(func() { unpackedBytesMax = normal })
	program := archived + "/" + ProgramName(runtime.GOOS)
	whole := []entry{{archived + "/", "", fs.ModeDir}, {program, "a till", 0}, {archived + "/share/LICENSE", "text", 0}}
	with := func(more ...entry) []entry { return append(append([]entry{}, whole...), more...) }
	for name, test := range map[string]struct {
		entries []entry
		refused string
	}{
		"a release":       {whole, ""},
		"above":           {with(entry{archived + "/../../.profile", "x", 0}), "outside of its folder"},
		"absolute":        {with(entry{"/etc/passwd", "x", 0}), "outside of its folder"},
		"another folder":  {with(entry{"facepay-9/facepay", "x", 0}), "outside of its folder"},
		"windows' path":   {with(entry{archived + `/..\..\x`, "x", 0}), "outside of its folder"},
		"a drive":         {with(entry{archived + "/c:x", "x", 0}), "outside of its folder"},
		"a link":          {with(entry{archived + "/link", "/etc/passwd", fs.ModeSymlink}), "is a link or a device"},
		"program is link": {[]entry{{program, "/bin/sh", fs.ModeSymlink}}, "is a link or a device"},
		"twice":           {with(entry{program, "another", 0}), "twice"},
		"none":            {whole[:1], "has no " + program},
		"many":            {with(make1001(archived)...), "more than 1000 members"},
		"bomb":            {with(entry{archived + "/zeros", strings.Repeat("\x00", int(unpackedBytesMax)), 0}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			for ending, pack := range map[string]func(*testing.T, []entry) []byte{".tar.gz": tarred, ".zip": zipped} {
				got, err := extracted(t, archived+ending, pack(t, test.entries))
				switch {
				case name == "bomb":
					require.Error(t, err, ending)
				case test.refused == "":
					require.NoError(t, err, ending)
					require.Equal(t, "a till", got)
				default:
					require.ErrorContains(t, err, test.refused, ending)
				}
			}
		})
	}
}

func make1001(folder string) (all []entry) {
	for i := range 1001 {
		all = append(all, entry{folder + "/" + strings.Repeat("x", 1+i%9) + string(rune('a'+i/9%26)) + strings.Repeat("y", i/234), "", 0})
	}
	return all
}

func TestExtract_RefusesWhatIsCutOff(t *testing.T) {
	whole := []entry{{archived + "/" + ProgramName(runtime.GOOS), strings.Repeat("a till ", 10000), 0}}
	for ending, pack := range map[string]func(*testing.T, []entry) []byte{".tar.gz": tarred, ".zip": zipped} {
		content := pack(t, whole)
		_, err := extracted(t, archived+ending, content[:len(content)/2])
		require.Error(t, err, ending)
		_, err = extracted(t, archived+ending, []byte("no archive"))
		require.Error(t, err, ending)
	}
}

func TestArchive_IsForOneSystem(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	m := Manifest{Version: "1.2.3", Files: []File{
		{Name: "facepay_1.2.3_amd64.deb", OS: "linux", Arch: "amd64", Size: 1, SHA256: sum},
		{Name: "facepay-1.2.3-linux-amd64.tar.gz", OS: "linux", Arch: "amd64", Size: 2, SHA256: sum},
		{Name: "facepay-1.2.3-windows-amd64.zip", OS: "windows", Arch: "amd64", Size: 3, SHA256: sum},
	}}
	f, err := m.Archive("linux", "amd64")
	require.NoError(t, err)
	require.Equal(t, m.Files[1], f)
	f, err = m.Archive("windows", "amd64")
	require.NoError(t, err)
	require.Equal(t, m.Files[2], f)
	_, err = m.Archive("linux", "arm64")
	require.EqualError(t, err, "version 1.2.3 has no program for this machine, which is linux/arm64; it is for linux/amd64 and windows/amd64")

	for name, spoil := range map[string]func(*File){
		"path":    func(f *File) { f.Name = "../facepay-1.2.3-linux-amd64.tar.gz" },
		"nothing": func(f *File) { f.Size = 0 },
		"large":   func(f *File) { f.Size = archiveBytesMax + 1 },
		"sum":     func(f *File) { f.SHA256 = "ab" },
	} {
		bad := Manifest{Files: []File{m.Files[1]}}
		spoil(&bad.Files[0])
		_, err = bad.Archive("linux", "amd64")
		require.ErrorContains(t, err, "cannot be one of a release", name)
	}
}

func TestPublicKey_IsWhatTheLinkerSets(t *testing.T) {
	_, err := PublicKey()
	require.ErrorIs(t, err, ErrNoKey)
	t.Cleanup(func() { publicKey = "" })
	publicKey = base64.StdEncoding.EncodeToString(make([]byte, 32))
	key, err := PublicKey()
	require.NoError(t, err)
	require.Len(t, key, 32)
	publicKey = publicKey[4:]
	_, err = PublicKey()
	require.ErrorIs(t, err, ErrNoKey)
}
