package setup

import "golang.org/x/sys/windows"

// removable are the drives whose medium can be taken out.
func removable() (roots []string) {
	drives, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	for i := range 26 {
		root := string(rune('A'+i)) + `:\`
		if drives&(1<<i) == 0 || i < 2 { // A: and B: are floppies, which Windows would spin
			continue
		}
		name, err := windows.UTF16PtrFromString(root)
		if err == nil && windows.GetDriveType(name) == windows.DRIVE_REMOVABLE {
			roots = append(roots, root)
		}
	}
	return roots
}
