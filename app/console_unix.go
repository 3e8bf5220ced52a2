//go:build !windows

package app

// AttachConsole has nothing to do: a program has the terminal that it was started in.
func AttachConsole([]string) {}
