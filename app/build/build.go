// Package build tells how the program was built.
package build

import (
	"runtime"
	"runtime/debug"
)

// Version is the program's version. A release's is set by the linker (scripts/dist.sh);
// this one stands in FyneApp.toml too, a test holds it.
var Version = "0.1.0"

// commit is set by the linker (see the Makefile) where the build has no
// information from version control of its own.
var commit string

// Info is the text of `facepay version`, and of the first line of each log.
type Info struct {
	Version, Commit, Go, Fyne string
}

func Read() Info {
	const unknown = "unknown"
	b := Info{Version: Version, Commit: commit, Go: runtime.Version(), Fyne: unknown}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	for _, dep := range info.Deps {
		if dep.Path == "fyne.io/fyne/v2" {
			b.Fyne = dep.Version
		}
	}
	changed := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && b.Commit == "":
			b.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " (changed)"
		}
	}
	if b.Commit == "" {
		b.Commit, changed = unknown, ""
	}
	b.Commit += changed
	return b
}
