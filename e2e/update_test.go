//go:build e2e

package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var updates = flag.Int("updates", 1, "how often an update is cut off at each of its steps")

// What can be wrong with the new version, or with the old one that tries it; see
// app/update/moment_faultinject.go and store/faultinject.go.
const (
	faultNew    = "FACEPAY_FAULTINJECT_NEW"
	faultUpdate = "FACEPAY_FAULTINJECT_UPDATE"
)

// updateMax is the time within which a till runs after whatever cut an update off.
const updateMax = 30 * time.Second

// versions are two versions of the till, of one maker.
var versions = sync.OnceValues(func() ([]string, error) { return build("facepay-1.0.0", "facepay-2.0.0") })

// maker signs the releases; scripts/programs.sh has its public half.
var maker = ed25519.NewKeyFromSeed([]byte("the maker of tills for the tests"))

// releaseDir is newVersion's, "" before there is one. It is removed after all tests.
var releaseDir string

// newVersion is the folder of a release of 2.0.0, made once for all tests.
var newVersion = sync.OnceValues(func() (dir string, err error) {
	programs, err := versions()
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "facepay-release-*"); err != nil {
		return "", err
	}
	releaseDir = dir
	program, err := os.ReadFile(programs[1])
	if err != nil {
		return "", err
	}
	const name = "facepay-2.0.0-linux-amd64"
	var archive bytes.Buffer
	z, _ := gzip.NewWriterLevel(&archive, gzip.BestSpeed)
	w := tar.NewWriter(z)
	if err = w.WriteHeader(&tar.Header{Name: name + "/facepay", Typeflag: tar.TypeReg, Mode: 0o755, Size: int64(len(program))}); err != nil {
		return "", err
	}
	if _, err = w.Write(program); err != nil {
		return "", err
	}
	if err = w.Close(); err == nil {
		err = z.Close()
	}
	path := filepath.Join(dir, name+".tar.gz")
	if err == nil {
		err = os.WriteFile(path, archive.Bytes(), 0o600)
	}
	if err != nil {
		return "", err
	}
	manifest, err := json.Marshal(map[string]any{"version": "2.0.0", "files": []map[string]any{{
		"name": name + ".tar.gz", "os": "linux", "arch": "amd64", "size": archive.Len(), "sha256": fmt.Sprintf("%x", sha256.Sum256(archive.Bytes())),
	}}})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "manifest.json"), manifest, 0o600)
	}
	if err == nil {
		signature := base64.StdEncoding.EncodeToString(ed25519.Sign(maker, manifest))
		err = os.WriteFile(filepath.Join(dir, "manifest.json.sig"), []byte(signature), 0o600)
	}
	return dir, err
})

// installedTill is a till of version 1.0.0 that has sold once, and a release of 2.0.0.
type installedTill struct {
	*till
	release string
	sales   int
}

func newInstalledTill(t *testing.T) *installedTill {
	dir, err := newVersion()
	require.NoError(t, err)
	programs, err := versions()
	require.NoError(t, err)
	g := newGateway(t)
	m := &installedTill{till: layTill(t, g, g.lepay()), release: dir}
	root := filepath.Join(t.TempDir(), "收银 台")
	require.NoError(t, os.MkdirAll(filepath.Join(root, "versions"), 0o755))
	m.program = filepath.Join(root, "facepay")
	require.NoError(t, os.Link(programs[0], m.program))
	m.open()
	m.sellsOne()
	m.stop()
	return m
}

func (m *installedTill) sellsOne() {
	m.sales++
	m.sells(fmt.Sprintf("%d.21", m.sales), "F1")
}

// runs is the version that the last start of the till opened.
func (m *installedTill) runs() (version string) {
	m.look()
	for _, l := range m.lines[m.start:] {
		if l.Msg == "start" {
			_, after, _ := strings.Cut(l.whole, `"version":"`)
			version, _, _ = strings.Cut(after, `"`)
		}
	}
	return version
}

// isWhole asserts that the ledger has every sale, and its history.
func (m *installedTill) isWhole() {
	require.Len(m.t, m.agrees(), m.sales)
	require.Regexp(m.t, `(?m)^(ok|note) +ledger +whole`, m.prints("", "check"))
	m.prints("", "audit", "--output", filepath.Join(m.t.TempDir(), "audit.jsonl"))
}

// An update from the release's folder to the sale with it, what happens to one that
// cannot be, and the way back.
func TestUpdate(t *testing.T) {
	t.Parallel()
	m := newInstalledTill(t)
	require.Contains(t, m.prints("", "update"), "version 1.0.0")
	for fault, why := range map[string]string{"crash": "a new mistake", "dies": "signal: killed"} {
		m.prints("", "update", "--from", m.release)
		require.Contains(t, m.prints("", "update"), "version 2.0.0 is tried at the next start of the till")
		m.open(faultNew + "=" + fault)
		require.Equal(t, "1.0.0", m.runs(), fault)
		m.sellsOne()
		require.Contains(t, m.prints("", "update"), "refused     version 2.0.0 at ")
		require.Contains(t, m.prints("", "check"), why)
		m.stop()
		m.isWhole()
	}

	m.prints("", "update", "--from", filepath.Join(m.release, "facepay-2.0.0-linux-amd64.tar.gz"))
	for range 2 { // as the child of the old one that tries it, and in its place
		m.open()
		require.Equal(t, "2.0.0", m.runs())
		m.sellsOne()
		require.Contains(t, m.prints("", "version"), "facepay 2.0.0\n")
		m.stop()
		m.isWhole()
	}
	m.prints("", "update", "--back")
	m.open()
	require.Equal(t, "1.0.0", m.runs())
	m.sellsOne()
	m.stop()
	m.isWhole()
	require.Contains(t, m.prints("", "version"), "facepay 1.0.0\n")
}

// cutOffs are the moments of an update, with what is wrong with the new version.
var cutOffs = []struct{ moment, fault string }{
	{"before fetched", ""}, {"after fetched", ""}, {"before slot", ""}, {"after slot", ""}, {"before staged", ""}, {"after staged", ""},
	{"before trying", ""}, {"after trying", ""}, {"before start", ""}, {"after start", "migrates"}, {"after ready", "migrates"},
	{"before confirmed", "migrates"}, {"after confirmed", "migrates"},
	{"before put back", "dies"}, {"after put back", "dies"}, {"before refused", "dies"}, {"after refused", "crash"},
}

// An update that is cut off at any of its steps leaves the old version or the new one
// running, with every sale.
func TestUpdateIsKilledAtEachStep(t *testing.T) {
	t.Parallel()
	for _, c := range cutOffs {
		t.Run(strings.TrimSuffix(c.moment+", "+c.fault, ", "), func(t *testing.T) {
			t.Parallel()
			var took []time.Duration
			ran := map[string]int{}
			for range *updates {
				t.Run("", func(t *testing.T) {
					version, longest := newInstalledTill(t).isUpdatedUntil(c.moment, c.fault)
					ran[version]++
					took = append(took, longest)
				})
			}
			require.Len(t, took, *updates)
			t.Logf("killed %d times: %v ran then, within %s", len(took), ran, slices.Max(took).Round(time.Millisecond))
			require.Less(t, slices.Max(took), updateMax)
		})
	}
}

// isUpdatedUntil cuts an update off, and returns the version that runs then and the time
// that it took to sell again.
func (m *installedTill) isUpdatedUntil(moment, fault string) (version string, took time.Duration) {
	t := m.t
	kill, wrong := faultUpdate+"="+moment, faultNew+"="+fault
	staging := m.command("update", "--from", m.release)
	staging.Env = append(staging.Env, kill)
	if staging.Run() == nil { // it comes to that moment at the start
		require.False(t, m.outlives(func() { m.open(kill, wrong) }), "the till was not killed")
		m.wasKilled()
	}
	for range 2 {
		began := time.Now()
		m.open(wrong)
		took = max(took, time.Since(began))
		if version != "" {
			require.Equal(t, version, m.runs(), "it stays what it was")
		}
		version = m.runs()
		m.sellsOne()
		m.stop()
	}
	if fault == "dies" || fault == "crash" {
		require.Equal(t, "1.0.0", version)
	}
	if fault == "migrates" {
		m.environ = append(m.environ, wrong) // or no command knows the ledger
	}
	m.isWhole()
	return version, took
}
