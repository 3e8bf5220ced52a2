package config

import "fmt"

// UsageError marks an error as the caller's: flags, arguments or config.
type UsageError struct{ Err error }

func (e UsageError) Error() string { return e.Err.Error() }
func (e UsageError) Unwrap() error { return e.Err }

func Usagef(format string, args ...any) error {
	return UsageError{fmt.Errorf(format, args...)}
}
