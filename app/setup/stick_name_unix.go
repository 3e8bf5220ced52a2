//go:build !windows

package setup

import "path/filepath"

// StickName is a removable medium's name for people: desktops mount it under its label.
func StickName(root string) string { return filepath.Base(root) }
