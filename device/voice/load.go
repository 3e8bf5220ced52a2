package voice

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	assets "facepay/assets/voice"
	"facepay/kiosk/health"
)

// clips are a language's clips, as samples.
type clips map[Clip][]int16

// Bad is a recording of the shop that cannot be used, and why.
type Bad struct {
	File string
	Err  error
}

// folder of the shop's recordings.
func folder(dataDir, language string) string { return filepath.Join(dataDir, "voice", language) }

// load reads a language's clips: the shop's own recordings where there are any, ours for
// the others and in the place of those that are bad.
func load(dataDir, language string) (clips, []Bad) {
	loaded := clips{}
	own, bad := recordings(dataDir, language)
	for _, w := range Words(language) {
		if samples, is := own[w.Clip]; is {
			loaded[w.Clip] = samples
			continue
		}
		var err error
		if loaded[w.Clip], err = builtIn(language, w.Clip); err != nil {
			panic(err) // every word has its clip: a test looks
		}
	}
	return loaded, bad
}

// builtIn is our own clip.
func builtIn(language string, name Clip) ([]int16, error) {
	file, err := assets.Clips.ReadFile(language + "/" + string(name) + ".wav")
	if err != nil {
		return nil, err
	}
	return decodeWAV(file)
}

// recordings are the shop's own, and those of them that cannot be used.
func recordings(dataDir, language string) (own clips, bad []Bad) {
	own = clips{}
	for _, w := range Words(language) {
		name := string(w.Clip) + ".wav"
		samples, err := recording(filepath.Join(folder(dataDir, language), name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			bad = append(bad, Bad{name, err})
		default:
			own[w.Clip] = samples
		}
	}
	return own, bad
}

func recording(path string) ([]int16, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, health.WithoutPath(err)
	case !info.Mode().IsRegular(): // of a pipe the opening would wait
		return nil, errNoWAV
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, health.WithoutPath(err)
	}
	defer f.Close() // it is only read
	file, err := io.ReadAll(io.LimitReader(f, clipBytesMax+1))
	switch {
	case err != nil:
		return nil, health.WithoutPath(err)
	case len(file) > clipBytesMax:
		return nil, errBig
	}
	return decodeWAV(file)
}
