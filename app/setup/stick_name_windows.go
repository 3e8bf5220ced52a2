package setup

import (
	"strings"

	"golang.org/x/sys/windows"
)

// StickName is a removable medium's name for people: its label and its letter.
func StickName(root string) string {
	letter := strings.TrimSuffix(root, `\`)
	path, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return letter
	}
	label := make([]uint16, windows.MAX_PATH+1)
	if err := windows.GetVolumeInformation(path, &label[0], uint32(len(label)), nil, nil, nil, nil, 0); err != nil || label[0] == 0 {
		return letter
	}
	return windows.UTF16ToString(label) + " (" + letter + ")"
}
