// Package acl reads who else may read a file on Windows, where the mode bits tell
// nothing about that.
package acl

import "errors"

// ErrUntold tells that the system does not say who may read a file: Wine gives any
// file's as everyone, whatever its mode.
var ErrUntold = errors.New("this system does not tell it")
