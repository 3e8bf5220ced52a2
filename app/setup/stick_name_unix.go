//go:build !windows

package setup

import "path/filepath"

// StickName is what people call a removable medium: desktops mount it under its label.
func StickName(root string) string { return filepath.Base(root) }
