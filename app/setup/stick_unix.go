//go:build !windows

package setup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mountTable lists what is mounted; systems without it offer nothing.
const mountTable = "/proc/mounts"

// farAway are file systems of other machines, which may never answer.
var farAway = []string{"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"}

// removable are the mount points below those folders into which desktops and people
// mount media.
func removable() []string {
	table, err := os.ReadFile(mountTable)
	if err != nil {
		return nil
	}
	return mountPoints(string(table))
}

func mountPoints(table string) (roots []string) {
	unescaped := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 4 || slices.Contains(farAway, fields[2]) {
			continue
		}
		// What takes no writes and is no device either is no medium, but a part of a container.
		if !strings.HasPrefix(fields[0], "/dev/") && slices.Contains(strings.Split(fields[3], ","), "ro") {
			continue
		}
		root := filepath.Clean(unescaped.Replace(fields[1]))
		for _, below := range []string{"/media", "/run/media", "/mnt"} {
			if root == "/mnt" && below == "/mnt" || strings.HasPrefix(root, below+"/") {
				roots = append(roots, root)
				break
			}
		}
	}
	return roots
}
