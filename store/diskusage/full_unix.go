//go:build !windows

package diskusage

import (
	"errors"
	"syscall"
)

// Full reports whether err tells that the disk, or the user's share of it, is full.
func Full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// ReadOnly reports whether err tells that the disk takes no writes.
func ReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
