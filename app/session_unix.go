//go:build !windows

package app

// ListenForSessionEnd has nothing to do: here the end of a session is a signal, and
// nobody waits to be told that the program has ended.
func ListenForSessionEnd(func(), <-chan struct{}) error { return nil }
