//go:build !windows

package acl

// Readers returns nobody: here the mode bits count.
func Readers(string) ([]string, error) { return nil, nil }

// MakePrivate does nothing: here the mode bits count.
func MakePrivate(string) error { return nil }
