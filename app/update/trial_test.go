package update

import (
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/store"
)

func TestTry_ANewVersionIsTriedConfirmedAndRuns(t *testing.T) {
	b := newBench(t)
	b.starts().ends()
	b.stages("2.0.0")
	for range 2 {
		r := b.starts()
		require.Equal(t, "2.0.0", r.version, r.said)
		r.ends()
	}
	st := b.state()
	require.Equal(t, "2.0.0", st.Confirmed.Version)
	require.Zero(t, st.Previous)
	require.Zero(t, st.Candidate)
	require.Equal(t, 3, b.sold())

	// The current one and the one before are kept.
	for _, next := range []string{"3.0.0", "4.0.0"} {
		b.stages(next)
		r := b.starts()
		require.Equal(t, next, r.version, r.said)
		r.ends()
	}
	entries, err := os.ReadDir(b.slots.dir)
	require.NoError(t, err)
	var slots []string
	for _, e := range entries {
		if e.IsDir() {
			slots = append(slots, e.Name())
		}
	}
	require.Equal(t, []string{"3.0.0", "4.0.0"}, slots)
}

func TestTry_ABadVersionIsRefusedAndTheOneBeforeRuns(t *testing.T) {
	for fault, why := range map[string]string{
		faultCrash:     "it ended before it could sell: exit status 1: a new mistake",
		faultHang:      "it could not sell within 3s",
		faultUnpainted: "it could not sell within 3s",
		faultAsks:      "it asked something in place of selling: what now?",
		faultDies:      "it ended before it could sell: ",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.starts().ends()
			b.stages("2.0.0")
			b.environ = []string{faultVariable + "=" + fault}
			if fault == faultHang || fault == faultUnpainted {
				b.environ = append(b.environ, readyVariable+"=3s")
			}
			r := b.starts()
			require.Equal(t, "1.0.0", r.version, r.said)
			require.Contains(t, strings.Join(r.said, "\n"), "the update is refused")
			r.ends()
			st := b.state()
			require.Zero(t, st.Confirmed)
			require.Equal(t, Refused, st.Candidate.Stage)
			require.Contains(t, st.Candidate.Reason, why)
			require.NoDirExists(t, filepath.Join(b.slots.dir, "2.0.0"))
			require.Equal(t, 2, b.sold())
			lines, err := b.slots.Tell()
			require.NoError(t, err)
			require.Contains(t, lines[1].Text, why)
			chinese, err := i18n.Load("zh-CN")
			require.NoError(t, err)
			require.NotContains(t, chinese.Found(b.slots.Results()[1]), why[:len("it asked")])

			r = b.starts()
			require.Equal(t, "1.0.0", r.version)
			require.Empty(t, r.said, "it is not tried again by itself")
			r.ends()
			b.environ = nil
			b.stages("2.0.0") // somebody may want it all the same
			r = b.starts()
			require.Equal(t, "2.0.0", r.version)
			r.ends()
		})
	}
}

// Meanwhile an installer may have brought a newer version than the one that was staged.
func TestTry_NotWhatIsNoLongerNewer(t *testing.T) {
	b := newBench(t)
	t.Setenv(playVariable, base64.StdEncoding.EncodeToString(b.slots.Key)) // of what would be tried
	tried := func(installed string) bool {
		s := b.slots
		s.Version = installed
		child, err := s.Try(t.Context(), Trial{Args: []string{"till", b.data}, Data: b.data, Stderr: io.Discard, Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		if child == nil {
			return false
		}
		child.Kill()
		_ = child.Wait() // it was killed
		require.Eventually(t, func() bool {
			_, err := store.Look(t.Context(), b.data, time.Now())
			return err == nil
		}, time.Minute, 10*time.Millisecond)
		return true
	}
	for _, installed := range []string{"3.0.0", "2.0.0"} {
		b.stages("2.0.0")
		require.False(t, tried(installed), installed)
		require.Equal(t, Refused, b.state().Candidate.Stage)
		require.Equal(t, "it is not newer than version "+installed, b.state().Candidate.Reason)
		require.NoDirExists(t, filepath.Join(b.slots.dir, "2.0.0"))
		chinese, err := i18n.Load("zh-CN")
		require.NoError(t, err)
		require.NotContains(t, chinese.Found(b.slots.Results()[1]), "it is not")
	}
	b.stages("2.0.0")
	require.True(t, tried("1.9.0"))
	b.stages("0.9.0", "older")
	require.True(t, b.state().Candidate.Older)
	require.True(t, tried("1.9.0"), "it was asked for")
	_, err := b.does("back")
	require.NoError(t, err)
	require.True(t, tried("3.0.0"), "it was asked for")
}

func TestTry_WaitsForATillAndForASale(t *testing.T) {
	b := newBench(t)
	b.stages("2.0.0")
	l, err := store.Open(t.Context(), b.data, store.Options{})
	require.NoError(t, err)
	r := b.begins()
	require.Empty(t, r.version, "another till has the data folder")
	r.gaveUp()
	require.Equal(t, Staged, b.state().Candidate.Stage)
	require.Equal(t, "a till was using its data folder", b.state().Candidate.Reason)

	w := oneSale(time.Now())
	w.Sales[0].State, w.Sales[0].PaidBy, w.Payments[0].State, w.Payments[0].PaidAt = "open", "", "waiting", time.Time{}
	require.NoError(t, l.Save(t.Context(), w))
	require.NoError(t, l.Close())
	r = b.starts()
	require.Equal(t, "1.0.0", r.version)
	r.ends()
	require.Equal(t, "a sale was not settled", b.state().Candidate.Reason)
	require.Zero(t, b.state().Candidate.Tries)
}

// gaveUp is the end of a till that did not come to sell.
func (r *running) gaveUp() {
	r.b.t.Helper()
	_ = r.stdin.Close()
	require.Error(r.b.t, r.cmd.Wait())
}

func TestChoose_WhatCannotRunGivesWayToTheInstalledProgram(t *testing.T) {
	for name, spoil := range map[string]func(program string) error{
		"missing": os.Remove,
		"truncated": func(p string) error {
			info, err := os.Stat(p)
			if err != nil {
				return err
			}
			return os.Truncate(p, info.Size()/2)
		},
		"no program": func(p string) error {
			info, err := os.Stat(p)
			if err != nil {
				return err
			}
			return os.WriteFile(p, make([]byte, info.Size()), 0o755)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.stages("2.0.0")
			b.starts().ends()
			require.NoError(t, spoil(b.slots.program(Slot{Version: "2.0.0"})))
			r := b.starts()
			require.Equal(t, "1.0.0", r.version)
			require.Contains(t, strings.Join(r.said, "\n"), "trouble: ")
			r.ends()
		})
	}
	t.Run("state", func(t *testing.T) {
		b := newBench(t)
		for _, text := range []string{"", "{", `{"confirmed":{"version":"../../bin"}}`, `[]`} {
			require.NoError(t, os.WriteFile(filepath.Join(b.slots.dir, stateName), []byte(text), 0o600))
			r := b.starts()
			require.Equal(t, "1.0.0", r.version)
			require.Contains(t, strings.Join(r.said, "\n"), "trouble: ", text)
			r.ends()
		}
		b.stages("2.0.0") // which mends it
		b.starts().ends()
	})
}

func TestChoose_TheNewerOfTheInstalledAndTheConfirmedOne(t *testing.T) {
	b := newBench(t)
	b.stages("2.0.0")
	b.starts().ends()
	for installed, runs := range map[string]string{"1.0.0": "2.0.0", "1.9.0": "2.0.0", "2.0.0-rc.1": "2.0.0", "2.0.0": "", "2.0.1": "", "10.0.0": ""} {
		s := b.slots
		s.Version = installed
		program, trouble := s.Choose()
		require.NoError(t, trouble)
		require.Equal(t, s.program(Slot{Version: runs}), program, installed)
	}
}

func TestBack_ReturnsAndAnOlderVersionRunsWhereItWasAskedFor(t *testing.T) {
	b := newBench(t)
	said, err := b.does("back")
	require.Error(t, err)
	require.Equal(t, "facepay: there is no version to go back to", said)
	run := func(version string) {
		t.Helper()
		r := b.starts()
		require.Equal(t, version, r.version, r.said)
		r.ends()
	}
	back := func(name string) {
		t.Helper()
		said, err := b.does("back")
		require.NoError(t, err, said)
		require.Equal(t, name, said)
	}
	b.stages("2.0.0")
	run("2.0.0")
	b.stages("3.0.0")
	run("3.0.0")
	back("version 2.0.0")
	run("2.0.0")
	run("2.0.0")
	back("version 3.0.0")
	run("3.0.0")

	said, err = b.does("stage", b.release("0.9.0"))
	require.Error(t, err)
	require.Contains(t, said, "version 0.9.0 is older than 3.0.0, which runs")
	b.stages("0.9.0", "older")
	run("0.9.0")
	run("0.9.0")
	back("version 3.0.0")
	run("3.0.0")

	b = newBench(t)
	b.stages("2.0.0")
	run("2.0.0")
	back("the installed version")
	run("1.0.0")
	run("1.0.0")
	back("version 2.0.0")
	run("2.0.0")
}

// A ledger that the new version has brought to a newer schema goes back with it, as long
// as nothing was sold.
func TestBack_TheLedgerGoesBackTooIfNothingWasSold(t *testing.T) {
	b := newBench(t)
	b.starts().ends()
	b.stages("2.0.0")
	b.environ = []string{faultVariable + "=" + faultMigrates}
	r := b.starts()
	require.Equal(t, "2.0.0", r.version, r.said)
	r.ends()
	b.environ = nil
	_, err := b.does("back")
	require.NoError(t, err)
	r = b.starts()
	require.Equal(t, "1.0.0", r.version, r.said)
	r.ends()
	require.Equal(t, 2, b.sold())
}

// A ledger that only the trial has made is in the way of nobody.
func TestTry_TheLedgerOfAFirstStartThatWasATrialGoesWithIt(t *testing.T) {
	b := newBench(t)
	b.stages("2.0.0")
	b.environ = []string{faultVariable + "=" + faultDies}
	r := b.starts()
	require.Equal(t, "1.0.0", r.version, r.said)
	r.ends()
	require.Equal(t, Refused, b.state().Candidate.Stage)
	require.Equal(t, 1, b.sold())
}

// What takes the place of a version whose trial was cut off leaves the ledger as it was
// before that trial.
func TestStage_PutsTheLedgerBackOfATrialThatWasCutOff(t *testing.T) {
	cutOff := func(b *bench) {
		b.stages("2.0.0")
		b.environ = []string{killVariable + "=before confirmed", faultVariable + "=" + faultMigrates}
		r := b.begins()
		require.Empty(t, r.version, "it was killed before that")
		r.gaveUp()
		require.Equal(t, Trying, b.state().Candidate.Stage)
		b.environ = nil
	}
	runsOn := func(b *bench) {
		r := b.starts()
		require.Equal(t, "1.0.0", r.version, r.said)
		r.ends()
		require.Equal(t, 2, b.sold())
	}
	b := newBench(t)
	b.starts().ends()
	cutOff(b)
	b.stages("3.0.0")
	b.environ = []string{faultVariable + "=" + faultCrash}
	runsOn(b)

	b = newBench(t)
	b.stages("1.5.0")
	b.starts().ends() // on a folder with no ledger yet
	cutOff(b)
	said, err := b.does("back")
	require.NoError(t, err, said)
	runsOn(b)
}

// steps are the moments of an update, with a fault of the new version at which there are
// more of them.
var steps = []struct{ moment, fault string }{
	{"before fetched", ""}, {"after fetched", ""}, {"before slot", ""}, {"after slot", ""}, {"before staged", ""}, {"after staged", ""},
	{"before trying", ""}, {"after trying", ""}, {"before start", ""}, {"after start", ""}, {"after ready", ""}, {"before confirmed", ""}, {"after confirmed", ""},
	{"after start", faultMigrates}, {"after ready", faultMigrates}, {"before confirmed", faultMigrates}, {"after confirmed", faultMigrates},
	{"before put back", faultDies}, {"after put back", faultDies}, {"before refused", faultDies}, {"after refused", faultDies},
	{"before refused", faultCrash}, {"after refused", faultCrash},
}

// An update that is cut off at any step leaves the old version or the new one running,
// and a ledger that is whole.
func TestKilledAtEachStepOfAnUpdate(t *testing.T) {
	for _, step := range steps {
		t.Run(strings.TrimSuffix(step.moment+", "+step.fault, ", "), func(t *testing.T) {
			t.Parallel()
			var took []time.Duration
			ran := map[string]int{}
			for range *kills {
				version, longest := killedAt(t, step.moment, step.fault)
				ran[version]++
				took = append(took, longest)
			}
			t.Logf("killed %d times: runs then %v, within %s", *kills, ran, slices.Max(took).Round(time.Millisecond))
			require.Less(t, slices.Max(took), startMax)
		})
	}
}

// killedAt cuts an update off at one moment and returns what runs then, and after which
// time at most.
func killedAt(t *testing.T, at, fault string) (version string, longest time.Duration) {
	b := newBench(t)
	b.starts().ends()
	from := b.release("2.0.0")
	kill := []string{killVariable + "=" + at, faultVariable + "=" + fault}
	b.environ = kill
	said, err := b.does("stage", from)
	killed := err != nil
	if !killed {
		r := b.begins()
		require.Empty(t, r.version, "it was killed before that")
		r.gaveUp()
	} else {
		require.Empty(t, said)
	}
	b.environ = []string{faultVariable + "=" + fault}
	for n := range 3 {
		r := b.starts()
		longest = max(longest, r.took)
		version = r.version
		if n > 0 {
			require.Equal(t, version, r.version, "it stays what it is")
		}
		r.ends()
	}
	if fault == faultDies || fault == faultCrash {
		require.Equal(t, "1.0.0", version)
	}
	if fault != faultMigrates || version == "1.0.0" {
		require.Equal(t, 4, b.sold())
	}
	if killed && version == "1.0.0" {
		b.stages("2.0.0")
		r := b.starts()
		require.Equal(t, "2.0.0", r.version, fmt.Sprint(r.said))
		r.ends()
	}
	return version, longest
}

func TestLastLine_IsTheOneThatTellsWhyAProgramEnded(t *testing.T) {
	for said, want := range map[string]string{
		"":                           "",
		"\n \n":                      "",
		"one\ntwo\n\n":               ": two",
		"one\nhalf":                  ": half",
		"facepay: no config\nmore\n": ": no config",
		"panic: a mistake\n\ngoroutine 1 [running]:\nmain.go:1\n": ": panic: a mistake",
		strings.Repeat("x", 10000) + "\n":                         ": " + strings.Repeat("x", reasonBytesMax),
	} {
		var out strings.Builder
		l := newLastLine(&out)
		for i := range len(said) { // it may come in any pieces
			_, err := l.Write([]byte(said[i : i+1]))
			require.NoError(t, err)
		}
		require.Equal(t, want, l.text())
		require.Equal(t, said, out.String(), "and all of it is passed on")
	}
}
