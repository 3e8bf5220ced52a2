package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// misnamedMax bounds the files that are named in a line.
const misnamedMax = 3

// expandHome puts the user's home folder in place of a leading ~, as a shell
// does where it sees one. Nothing else is expanded.
func expandHome(path string) (string, error) {
	rest, found := strings.CutPrefix(path, "~")
	if !found || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path, nil
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%s: this user has no home folder: %w", path, err)
	}
	return filepath.Join(dir, rest), nil
}

func expandHomes(conf *Config) error {
	for _, key := range keysEnding(pathNames) {
		value := stringField(conf, key)
		path, err := expandHome(value.String())
		if err != nil {
			return keyErr(key, err.Error())
		}
		value.SetString(path)
	}
	return nil
}

// PathFlag takes a path as it was typed: of --data=~/till a shell leaves the ~.
func PathFlag(to *string) func(string) error {
	return func(path string) (err error) {
		*to, err = expandHome(path)
		return err
	}
}

// misnamed are files beside a config that is not there which may be meant for
// it: with an ending that Windows hides or an editor adds, or saved under the
// name that a browser gave.
func misnamed(file string) []string {
	stem, _, _ := strings.Cut(filepath.Base(file), ".")
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || stem == "" {
		return nil
	}
	var names []string
	for _, e := range entries {
		begins := len(e.Name()) >= len(stem) && strings.EqualFold(e.Name()[:len(stem)], stem)
		if begins && !e.IsDir() && e.Name() != filepath.Base(file) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names[:min(len(names), misnamedMax)]
}

// missing says that there is no config, and what may be meant for it.
func missing(file string) error {
	err := Error{File: file, Problem: "there is no such file"}
	if names := misnamed(file); len(names) > 0 {
		err.Problem += ", but " + strings.Join(names, ", ") + " lies beside it; rename it to " + filepath.Base(file)
		if standard, defaultErr := defaultConfigFile(); defaultErr == nil && standard == file {
			err.Problem += ", or practise with --practice"
		}
	}
	return err
}
