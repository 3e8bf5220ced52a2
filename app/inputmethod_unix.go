//go:build !windows

package app

import "os"

// withoutInputMethod asks the window library for no input method, before it opens
// a window: the till takes keys as they are pressed, and one would only hold the
// characters back. X's library reads it from the environment.
func withoutInputMethod() error { return os.Setenv("XMODIFIERS", "@im=none") }
