package update

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/release"
	"facepay/store/tempdir"
)

// changed rewrites a file of a release.
func changed(t *testing.T, dir, name string, change func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, change(text), 0o600))
}

func cutOff(text []byte) []byte { return text[:len(text)/2] }

func TestStage_RefusesWhatDoesNotFitBeforeAnythingIsStaged(t *testing.T) {
	archive, program := archiveNameOf("2.0.0"), release.ProgramName(runtime.GOOS)
	folder := strings.TrimSuffix(strings.TrimSuffix(archive, ".zip"), ".tar.gz")
	for name, test := range map[string]struct {
		spoil func(b *bench, dir string)
		says  string
	}{
		"manifest changed": {func(b *bench, dir string) {
			changed(b.t, dir, release.ManifestName, func(text []byte) []byte { return append(text, ' ') })
		}, "the signature of the manifest is not that of this till's maker"},
		"manifest cut off": {func(b *bench, dir string) { changed(b.t, dir, release.ManifestName, cutOff) }, "the signature of the manifest"},
		"manifest large": {func(b *bench, dir string) {
			changed(b.t, dir, release.ManifestName, func([]byte) []byte { return make([]byte, 1<<20) })
		}, "has more than 64 KiB"},
		"no manifest": {func(b *bench, dir string) { require.NoError(b.t, os.Remove(filepath.Join(dir, release.ManifestName))) }, release.ManifestName},
		"signature of another": {func(b *bench, dir string) {
			_, b.private, _ = ed25519.GenerateKey(nil)
			b.seal(dir, "2.0.0", archive, []byte("x"))
		}, "the signature of the manifest is not that of this till's maker"},
		"unsigned": {func(b *bench, dir string) { require.NoError(b.t, os.Remove(filepath.Join(dir, release.SignatureName))) }, "the release is not signed"},
		"archive cut off": {func(b *bench, dir string) { changed(b.t, dir, archive, cutOff) },
			archive + " is cut off: it has "},
		"archive changed": {func(b *bench, dir string) {
			changed(b.t, dir, archive, func(text []byte) []byte { text[len(text)/2] ^= 1; return text })
		}, archive + " is not the file that was signed"},
		"archive longer": {func(b *bench, dir string) {
			changed(b.t, dir, archive, func(text []byte) []byte { return append(text, 0) })
		}, archive + " is not the file that was signed"},
		"archive missing": {func(b *bench, dir string) { require.NoError(b.t, os.Remove(filepath.Join(dir, archive))) }, archive},
		"another system": {func(b *bench, dir string) {
			other := "facepay-2.0.0-windows-amd64.zip"
			if runtime.GOOS == "windows" {
				other = "facepay-2.0.0-linux-amd64.tar.gz"
			}
			b.seal(dir, "2.0.0", other, []byte("x"))
		}, "version 2.0.0 has no program for this machine, which is " + runtime.GOOS + "/" + runtime.GOARCH},
		"older":                  {func(b *bench, dir string) { b.seal(dir, "0.9.9", archive, []byte("x")) }, "version 0.9.9 is older than 1.0.0, which runs"},
		"older by a pre-release": {func(b *bench, dir string) { b.seal(dir, "1.0.0-rc.9", archive, []byte("x")) }, "is older than 1.0.0"},
		"the same":               {func(b *bench, dir string) { b.seal(dir, "1.0.0", archive, []byte("x")) }, "version 1.0.0 is the one that runs already"},
		"no version":             {func(b *bench, dir string) { b.seal(dir, "../2", archive, []byte("x")) }, `"../2" is no version`},
		"no archive":             {func(b *bench, dir string) { b.seal(dir, "2.0.0", archive, []byte("x")) }, archive + ": "},
		"a path that leads out": {func(b *bench, dir string) {
			b.seal(dir, "2.0.0", archive, packed(b.t, archive, folder+"/../../"+program, []byte("x")))
		}, "outside of its folder"},
		"no program": {func(b *bench, dir string) {
			b.seal(dir, "2.0.0", archive, packed(b.t, archive, folder+"/README", []byte("x")))
		}, "has no " + folder + "/" + program},
		"does not run": {func(b *bench, dir string) {
			b.seal(dir, "2.0.0", archive, packed(b.t, archive, folder+"/"+program, []byte("no program")))
		}, "version 2.0.0 does not run on this machine"},
		"says another version": {func(b *bench, _ string) { b.environ = []string{faultVariable + "=" + faultOtherWords} },
			`version 2.0.0 does not run on this machine: it says "facepay 0.0.1"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			dir := b.release("2.0.0")
			test.spoil(b, dir)
			said, err := b.does("stage", dir)
			require.Error(t, err)
			require.Contains(t, said, test.says)
			require.NotContains(t, said, "\n")
			require.Zero(t, b.state())
			entries, err := os.ReadDir(b.slots.dir)
			require.NoError(t, err)
			for _, e := range entries {
				require.Equal(t, lockName, e.Name(), "nothing is left of it")
			}
		})
	}
}

func TestStage_FromAFileAFolderOrAManifest(t *testing.T) {
	b := newBench(t)
	dir := b.release("2.0.0")
	for _, from := range []string{dir, dir + string(filepath.Separator), filepath.Join(dir, archiveNameOf("2.0.0")), filepath.Join(dir, release.ManifestName)} {
		said, err := b.does("stage", from)
		require.NoError(t, err, said)
	}
	for from, says := range map[string]string{
		filepath.Join(dir, "nowhere"):                 "nowhere: ",
		filepath.Join(dir, "facepay_2.0.0_amd64.deb"): "facepay_2.0.0_amd64.deb is not what this machine takes of version 2.0.0; that is " + archiveNameOf("2.0.0"),
	} {
		if strings.HasSuffix(from, ".deb") {
			require.NoError(t, os.WriteFile(from, nil, 0o600))
		}
		said, err := b.does("stage", from)
		require.Error(t, err)
		require.Contains(t, said, says)
	}
}

// What the page Settings offers, and in which words of its own it says why it does not.
func TestOffered_LooksWithoutStaging(t *testing.T) {
	b := newBench(t)
	dir := b.release("2.0.0")
	version, err := b.slots.Offered(t.Context(), dir)
	require.NoError(t, err)
	require.Equal(t, "2.0.0", version)
	require.Zero(t, b.state())
	for name, test := range map[string]struct {
		spoil func()
		want  error
	}{
		"the same": {func() { b.seal(dir, "1.0.0", archiveNameOf("2.0.0"), []byte("x")) }, ErrRuns},
		"older":    {func() { b.seal(dir, "0.9.9", archiveNameOf("2.0.0"), []byte("x")) }, ErrOlder},
		"changed":  {func() { changed(t, dir, release.ManifestName, func(text []byte) []byte { return append(text, ' ') }) }, release.ErrSignature},
		"unsigned": {func() { require.NoError(t, os.Remove(filepath.Join(dir, release.SignatureName))) }, ErrUnsigned},
		"no key":   {func() { b.slots.Key = nil }, release.ErrNoKey},
	} {
		dir = b.release("2.0.0")
		key := b.slots.Key
		test.spoil()
		_, err := b.slots.Offered(t.Context(), dir)
		require.ErrorIs(t, err, test.want, name)
		b.slots.Key = key
	}
	require.NoError(t, tempdir.Remove(b.slots.dir))
	_, err = b.slots.Offered(t.Context(), dir)
	require.ErrorIs(t, err, ErrNoSlots)
}

func TestStage_NeedsAKeyAndAFolderAndNobodyElse(t *testing.T) {
	b := newBench(t)
	dir := b.release("2.0.0")
	s := b.slots
	s.Key = nil
	_, err := s.Stage(t.Context(), dir, false)
	require.ErrorIs(t, err, release.ErrNoKey)

	unlock, err := b.slots.lock()
	require.NoError(t, err)
	said, err := b.does("stage", dir)
	require.Error(t, err)
	require.Equal(t, "facepay: another facepay is updating this one", said)
	unlock()

	require.NoError(t, tempdir.Remove(b.slots.dir))
	said, err = b.does("stage", dir)
	require.Error(t, err)
	require.Contains(t, said, "is updated by what installed it; there is no folder versions beside it")
	require.NoDirExists(t, b.slots.dir)
	require.Contains(t, at("/usr/bin/facepay", "1.0.0", s.Key).usable().Error(), map[bool]string{true: "sudo apt install ./facepay_VERSION_amd64.deb"}[runtime.GOOS == "linux"])
}

func TestStage_FromAServer(t *testing.T) {
	b := newBench(t)
	dir := b.release("2.0.0")
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		name := strings.TrimSuffix(rest, "/")
		switch {
		case path == "ok":
			http.StripPrefix("/ok", files).ServeHTTP(w, r)
		case path == "cut" && name == archiveNameOf("2.0.0"):
			w.Header().Set("Content-Length", "1000000")
			_, _ = io.WriteString(w, "half")
		case path == "endless" && name == archiveNameOf("2.0.0"):
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		case path == "stalls" && name == archiveNameOf("2.0.0"):
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case path == "away":
			http.Redirect(w, r, "http://192.0.2.1/"+name, http.StatusFound)
		case path == "round":
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		case path == "gone":
			http.NotFound(w, r)
		default:
			http.StripPrefix("/"+path, files).ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	for _, path := range []string{"/ok", "/ok/", "/ok/" + release.ManifestName} {
		version, err := b.stageHere(server.URL + path)
		require.NoError(t, err)
		require.Equal(t, "2.0.0", version)
	}
	normal := stallMax
	t.Cleanup(func() { stallMax = normal })
	for address, says := range map[string]string{
		server.URL + "/cut":             "unexpected EOF",
		server.URL + "/endless":         "is not the file that was signed",
		server.URL + "/stalls":          "nothing came any more",
		server.URL + "/away":            "http://192.0.2.1/manifest.json is not https",
		server.URL + "/round":           "it leads from one address to the next",
		server.URL + "/gone":            "the server says 404 Not Found",
		"http://192.168.1.5/facepay":    "is not https",
		"http://shop.example/facepay":   "the address of the release: ",
		"ftp://127.0.0.1/facepay":       "the address of the release: ",
		"https://user:pw@shop.example/": "the address of the release: ",
	} {
		stallMax = normal
		if strings.HasSuffix(address, "/stalls") {
			stallMax = 3 * time.Second
		}
		_, err := b.stageHere(address)
		require.ErrorContains(t, err, says, address)
		require.NotContains(t, err.Error(), "pw")
	}
}

// stageHere stages in this process, whose patience the test has set.
func (b *bench) stageHere(from string) (string, error) {
	b.t.Setenv(playVariable, "") // for the new program, which tells its version
	defer func() { _ = os.Unsetenv(playVariable) }()
	return b.slots.Stage(b.t.Context(), from, false)
}

func TestPlain_SaysThatTheDiskIsFull(t *testing.T) {
	full := fmt.Errorf("write: %w", error(syscall.ENOSPC))
	if runtime.GOOS == "windows" {
		full = fmt.Errorf("write: %w", error(syscall.Errno(112)))
	}
	require.ErrorContains(t, plain(full), "there is no room on the disk; nothing was changed")
	require.NotContains(t, plain(io.ErrUnexpectedEOF).Error(), "no room")
}
