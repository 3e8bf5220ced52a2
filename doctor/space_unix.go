//go:build !windows

package doctor

import (
	"fmt"
	"syscall"
)

// systemSpace asks the file system that dir is on.
func systemSpace(dir string) (Space, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return Space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	block := uint64(s.Bsize)
	return Space{Free: uint64(s.Bavail) * block, Total: uint64(s.Blocks) * block}, nil
}
