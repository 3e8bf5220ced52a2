//go:build !windows

package store

import (
	"fmt"
	"syscall"
)

func systemSpace(dir string) (space, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	block := uint64(s.Bsize)
	return space{free: uint64(s.Bavail) * block, total: uint64(s.Blocks) * block}, nil
}
