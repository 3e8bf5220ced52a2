package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/release"
	"facepay/app/update"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// maker is a source of versions for the desk's version page.
type maker struct {
	mu      sync.Mutex // what is staged comes of another goroutine
	version string
	err     error
	staged  []string
}

func (m *maker) ports(p *Ports) {
	p.Version = func() []kiosk.CheckResult {
		m.mu.Lock()
		defer m.mu.Unlock()
		results := health.One(health.OK(kiosk.CheckUpdate, "update.ok", "version", "1.0.0"))
		if len(m.staged) > 0 {
			results = append(results, health.OK(kiosk.CheckUpdate, "update.staged", "version", m.version))
		}
		return results
	}
	p.Releases = func() []string { return []string{"/media/KINGSTON/facepay-1.1.0"} }
	p.Offered = func(context.Context, string) (string, error) { return m.version, m.err }
	p.Stage = func(_ context.Context, folder string) (string, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.err == nil {
			m.staged = append(m.staged, folder)
		}
		return m.version, m.err
	}
	p.Restart = func() {}
}

func (r *deskRig) awaits(what string, is func(kiosk.SetupView) bool) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return is(r.now()) }, time.Minute, time.Millisecond, what)
}

func (r *deskRig) onVersion() {
	r.t.Helper()
	r.awaits("the stick", func(v kiosk.SetupView) bool { return v.Entries[len(v.Entries)-2].Marked })
	r.goTo("Version")
	require.Equal(r.t, "/media/KINGSTON/facepay-1.1.0", r.value("On a stick"))
}

func idle(v kiosk.SetupView) bool { return !v.Busy }

func hasKey(v kiosk.SetupView, k kiosk.Key) bool {
	return slices.ContainsFunc(v.Buttons, func(b kiosk.Button) bool { return b.Key == k })
}

// A stick with another version is offered; its version stands beside the one that runs
// before anything is done, and it is tried at the next start.
func TestVersion_IsOfferedFromAStickAndStagedAfterEnter(t *testing.T) {
	m := &maker{version: "1.1.0"}
	r := newDeskRig(t, "language = \"en\"\n", m.ports)
	r.onVersion()
	require.Len(t, r.now().Results, 1)
	r.press("Enter")
	r.awaits("the question", func(v kiosk.SetupView) bool { return hasKey(v, kiosk.KeyEnter) })
	require.Equal(t, "1.1.0", r.value("Version"))
	r.press("Esc")
	require.Equal(t, "Nothing was saved or changed.", r.told())
	require.Empty(t, m.staged)

	r.press("Enter")
	r.awaits("the question", func(v kiosk.SetupView) bool { return hasKey(v, kiosk.KeyEnter) })
	require.False(t, hasKey(r.now(), kiosk.KeyF6))
	r.press("Enter")
	r.awaits("the answer", func(v kiosk.SetupView) bool { return idle(v) && v.Tone == kiosk.TonePaid })
	require.Equal(t, "Version 1.1.0 is ready; it is tried at the next start.", r.told())
	require.Equal(t, []string{"/media/KINGSTON/facepay-1.1.0"}, m.staged)
	require.Len(t, r.now().Results, 2)
	require.True(t, hasKey(r.now(), kiosk.KeyF6), "it can be started anew")
	require.Equal(t, "language = \"en\"\n", r.config())
}

func TestVersion_WhatIsNotTakenIsSaidInOneSentence(t *testing.T) {
	for want, err := range map[string]error{
		"Not taken: it is not signed by this till's maker.":                              fmt.Errorf("/media: %w", release.ErrSignature),
		"Not taken: it is older than the version that runs.":                             fmt.Errorf("version 0.9.0 %w", update.ErrOlder),
		"This version runs already.":                                                     fmt.Errorf("version 1.0.0 %w", update.ErrRuns),
		"Not taken: a file on the stick is damaged or not whole; copy it there again.":   fmt.Errorf("x %w", update.ErrCutOff),
		"This till was installed by a package; install the new version in the same way.": fmt.Errorf("x %w", update.ErrNoSlots),
		"This till was built without a key to know another version by, and takes none.":  release.ErrNoKey,
		"Not taken: the stick has nothing for this kind of machine.":                     fmt.Errorf("x %w", release.ErrOtherSystem),
		"Another facepay is updating this one; try again in a minute.":                   update.ErrBusy,
		"It is the version that ran before; facepay update --back returns to it.":        fmt.Errorf("x %w", update.ErrRanBefore),
		"Not taken: the manifest has a file \"../x\" that cannot be one of a release":    errors.New(`the manifest has a file "../x" that cannot be one of a release`),
		"Not taken: read manifest.json of /media/KINGSTON: input/output error":           fmt.Errorf("read manifest.json of /media/KINGSTON: %w", syscall.EIO),
	} {
		m := &maker{version: "1.1.0", err: err}
		r := newDeskRig(t, "language = \"en\"\n", m.ports)
		r.onVersion()
		r.press("Enter")
		r.awaits(want, func(v kiosk.SetupView) bool { return idle(v) && v.Tone == kiosk.ToneFailed })
		require.Equal(t, want, r.told())
		require.False(t, hasKey(r.now(), kiosk.KeyF6))
		require.Empty(t, m.staged)
	}
}

// A stick that hangs is left with Esc; what it says later changes nothing.
func TestVersion_AStickThatHangsIsLeft(t *testing.T) {
	m := &maker{version: "1.1.0"}
	hangs := make(chan struct{})
	r := newDeskRig(t, "", m.ports, func(p *Ports) {
		p.Offered = func(context.Context, string) (string, error) { <-hangs; return "1.1.0", nil }
	})
	r.onVersion()
	r.press("Enter")
	require.True(t, r.now().Busy)
	r.press("Enter", "Esc")
	require.False(t, r.now().Busy)
	close(hangs)
	r.works.Wait()
	require.False(t, hasKey(r.now(), kiosk.KeyEnter))
}

func TestReleasesOn_AMediumItselfOrAFolderNamedAsAReleaseIs(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	write := func(folder string) string {
		require.NoError(t, os.MkdirAll(folder, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, release.ManifestName), nil, 0o600))
		return folder
	}
	named := write(filepath.Join(two, "facepay [1.1.0]"))
	write(filepath.Join(two, "holiday"))
	require.NoError(t, os.MkdirAll(filepath.Join(two, "facepay-empty"), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(two, "facepay-odd", release.ManifestName), 0o700))
	require.Equal(t, []string{write(one), named}, releasesOn([]string{one, filepath.Join(one, "pulled out"), two}))
}
