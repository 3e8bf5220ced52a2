package update

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"database/sql"
	"flag"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"facepay/app/release"
	"facepay/kiosk"
	"facepay/store"
	"facepay/store/tempdir"
)

var kills = flag.Int("kills", 1, "how often an update is cut off at each of its steps")

// startMax is the promise: after whatever happens, a till runs within 30 s.
const startMax = 30 * time.Second

// bench is an installed program with its slots, a data folder and the key of its maker.
type bench struct {
	t       *testing.T
	slots   Slots
	private ed25519.PrivateKey
	data    string
	environ []string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	root := filepath.Join(tempdir.New(t), "收银 台")
	require.NoError(t, os.MkdirAll(filepath.Join(root, Folder), 0o755))
	self, err := os.Executable()
	require.NoError(t, err)
	program := filepath.Join(root, release.ProgramName(runtime.GOOS))
	copyProgram(t, self, program)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return &bench{t: t, slots: at(program, "1.0.0", public), private: private, data: filepath.Join(root, "data")}
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	if runtime.GOOS != "windows" && os.Link(from, to) == nil { // Windows removes no name of what runs
		return
	}
	content, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, content, 0o755))
}

func archiveNameOf(version string) string {
	return "facepay-" + version + map[string]string{"linux": "-linux-amd64.tar.gz", "windows": "-windows-amd64.zip"}[runtime.GOOS]
}

// release makes a release of a version in a folder: the test binary once more.
func (b *bench) release(version string) (dir string) {
	b.t.Helper()
	dir = filepath.Join(tempdir.New(b.t), "release")
	require.NoError(b.t, os.Mkdir(dir, 0o755))
	name := archiveNameOf(version)
	self, err := os.ReadFile(b.slots.Program)
	require.NoError(b.t, err)
	folder := strings.TrimSuffix(strings.TrimSuffix(name, ".zip"), ".tar.gz")
	b.seal(dir, version, name, packed(b.t, name, folder+"/"+release.ProgramName(runtime.GOOS), self))
	return dir
}

// seal writes a file of a release and signs it.
func (b *bench) seal(dir, version, name string, content []byte) {
	b.t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	file, err := release.Describe(path)
	require.NoError(b.t, err)
	text, signature, err := release.Seal(release.Manifest{Version: version, Files: []release.File{file}}, b.private)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, release.ManifestName), text, 0o600))
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, release.SignatureName), signature, 0o600))
}

// packed is an archive with one file, stored as it is.
func packed(t *testing.T, archive, name string, content []byte) []byte {
	var out bytes.Buffer
	if strings.HasSuffix(archive, ".zip") {
		w := zip.NewWriter(&out)
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		require.NoError(t, err)
		_, err = f.Write(content)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return out.Bytes()
	}
	z, err := gzip.NewWriterLevel(&out, gzip.NoCompression)
	require.NoError(t, err)
	w := tar.NewWriter(z)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o755, Size: int64(len(content))}))
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return out.Bytes()
}

func openRaw(name string) (*sql.DB, error) {
	return sql.Open("sqlite3", "file:"+(&url.URL{Path: filepath.ToSlash(name)}).EscapedPath()+"?mode=rw")
}

func (b *bench) state() State {
	b.t.Helper()
	st, err := b.slots.Read()
	require.NoError(b.t, err)
	return st
}

// stages stages a version, which must work.
func (b *bench) stages(version string, flags ...string) {
	b.t.Helper()
	said, err := b.does(append([]string{"stage", b.release(version)}, flags...)...)
	require.NoError(b.t, err, said)
	require.Equal(b.t, version, said)
	require.Equal(b.t, Staged, b.state().Candidate.Stage)
}

// running is a till that sells.
type running struct {
	b       *bench
	cmd     *exec.Cmd
	stdin   io.Closer
	version string   // that sells
	said    []string // before that
	took    time.Duration
}

// starts starts the till and waits until a version of it sells.
func (b *bench) starts() *running {
	b.t.Helper()
	r := b.begins()
	require.NotEmpty(b.t, r.version, "no till sells: %s", strings.Join(r.said, "\n"))
	require.Less(b.t, r.took, startMax+readyMax)
	return r
}

// begins is starts for a program that may be killed meanwhile.
func (b *bench) begins() *running {
	b.t.Helper()
	r := &running{b: b, cmd: b.facepay("till", b.data)}
	stderr, err := r.cmd.StderrPipe()
	require.NoError(b.t, err)
	r.stdin, err = r.cmd.StdinPipe()
	require.NoError(b.t, err)
	began := time.Now()
	require.NoError(b.t, r.cmd.Start())
	lines := bufio.NewScanner(stderr)
	for r.version == "" && lines.Scan() {
		if version, ok := strings.CutPrefix(lines.Text(), "selling "); ok {
			r.version = version
		} else {
			r.said = append(r.said, lines.Text())
		}
	}
	r.took = time.Since(began)
	go func() { _, _ = io.Copy(io.Discard, stderr) }()
	return r
}

// ends ends the till in order and looks at its ledger.
func (r *running) ends() {
	r.b.t.Helper()
	t := r.b.t
	if r.version != "" && runtime.GOOS != "windows" {
		require.NoError(t, r.cmd.Process.Signal(os.Interrupt))
	} else {
		_ = r.cmd.Process.Kill()
	}
	_ = r.stdin.Close()
	_ = r.cmd.Wait()
	// What was the till's child may need a moment to end.
	require.Eventually(t, func() bool {
		_, err := store.Look(t.Context(), r.b.data, time.Now())
		return err == nil
	}, time.Minute, 10*time.Millisecond)
}

// sold is the number of sales in the ledger, which is whole.
func (b *bench) sold() int {
	b.t.Helper()
	l, err := store.OpenReader(b.t.Context(), b.data, store.Options{})
	require.NoError(b.t, err)
	defer l.Close()
	require.NoError(b.t, l.Check(b.t.Context()))
	payments, err := l.Payments(b.t.Context(), kiosk.HistoryFilter{}, "", 100)
	require.NoError(b.t, err)
	return len(payments)
}
