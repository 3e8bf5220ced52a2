package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/store"
)

const (
	appFolder    = "facepay"
	configName   = "config.toml"
	practiceName = "practice" // folder of practice sales, inside the data folder
)

// defaultConfigFile is facepay/config.toml in the user's config folder.
func defaultConfigFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, appFolder, configName), nil
}

// defaultDataDir is facepay in the folder where this system keeps a user's
// data: XDG_DATA_HOME or its default, Application Support, LocalAppData.
func defaultDataDir() (string, error) {
	home, homeErr := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LocalAppData"); filepath.IsAbs(dir) {
			return filepath.Join(dir, appFolder), nil
		}
	case "darwin":
		if homeErr == nil {
			return filepath.Join(home, "Library", "Application Support", appFolder), nil
		}
	default:
		// A relative XDG_DATA_HOME is to be ignored, the XDG specification says.
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, appFolder), nil
		}
		if homeErr == nil {
			return filepath.Join(home, ".local", "share", appFolder), nil
		}
	}
	return "", errors.New("this user has no data folder")
}

// Options are the flags that every command has.
type Options struct {
	ConfigFile string // --config, "" when not given
	DataDir    string // --data, "" when not given
	Practice   bool
}

// Loaded is the config after the flags, the file and the environment.
type Loaded struct {
	Config     Config
	ConfigFile string // "" when there is none
	DataDir    string
	Practice   bool
	Plain      bool // people chose the plainest mode for this start
}

// Dialect is the gateway whose words are spoken, in practice mode too.
func (s Loaded) Dialect() string {
	if s.Practice {
		return s.Config.Dialect
	}
	return s.Config.Provider
}

// ShopLocation is the time zone by which the till, its windows, the ledger and
// the exports tell days and times of day.
func ShopLocation() *time.Location { return time.Local }

// Calendar is the shop's.
func (s Loaded) Calendar() kiosk.Calendar {
	start, _ := s.Config.Shop.dayStart() // it was checked
	return kiosk.Calendar{Location: ShopLocation(), DayStart: start}
}

// Load reads the config and settles mode and folders. Every error is the
// caller's to mend: exit code 2.
func (o Options) Load() (Loaded, error) {
	file, err := o.findConfig()
	if err != nil {
		return Loaded{}, err
	}
	s := Loaded{ConfigFile: file}
	if file == "" {
		if err := o.checkNoShop(); err != nil {
			return Loaded{}, err
		}
		s.Config = Default()
		if _, err := applyEnviron(&s.Config, os.Environ()); err != nil {
			return Loaded{}, err
		}
	} else if s.Config, err = load(file, os.Environ(), o.Practice); err != nil {
		return Loaded{}, err
	}
	s.Practice = s.Config.Provider == providers.Practice
	s.DataDir, err = o.findData(s.Practice)
	return s, err
}

// checkNoShop refuses to practise by accident: without its config a till that
// has sold for real would take real codes and call them paid.
func (o Options) checkNoShop() error {
	if o.Practice || o.DataDir != "" {
		return nil
	}
	dir, err := defaultDataDir()
	if err != nil {
		return nil // findData says so
	}
	ledger := filepath.Join(dir, store.LedgerName)
	if _, err := os.Stat(ledger); err != nil {
		return nil
	}
	wanted, err := defaultConfigFile()
	if err != nil {
		wanted = configName
	}
	return Usagef("%s: there is no such file, but %s has real sales; put the config back, or practise with --practice", wanted, ledger)
}

// findConfig is the file to read, "" for none: a file that was named must
// exist, the default one need not.
func (o Options) findConfig() (string, error) {
	if o.ConfigFile != "" {
		return filepath.Clean(o.ConfigFile), nil
	}
	file, err := defaultConfigFile()
	if err != nil {
		return "", nil // a user without a config folder has no config: practice mode
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if len(misnamed(file)) > 0 && !o.Practice {
			return "", missing(file)
		}
		return "", nil
	}
	return file, nil
}

// findData is the absolute data folder. Practice sales have a folder of their
// own unless one was named, so that they never stand in a shop's history.
func (o Options) findData(practice bool) (string, error) {
	dir := o.DataDir
	if dir == "" {
		var err error
		if dir, err = defaultDataDir(); err != nil {
			return "", Usagef("%w; name one with --data", err)
		}
		if practice {
			dir = filepath.Join(dir, practiceName)
		}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", Usagef("data folder %s: %w", dir, err)
	}
	if info, err := os.Stat(abs); err == nil && !info.IsDir() {
		return "", Usagef("data folder %s: is a file, not a folder", abs)
	}
	return abs, nil
}
