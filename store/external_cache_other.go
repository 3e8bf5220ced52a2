//go:build !linux

package store

import "os"

// forgetCached does nothing here: what is read back may come from the system's memory, though
// it is on the device.
func forgetCached(*os.File) {}
