package setup

import (
	"os"
	"path/filepath"
	"slices"
)

// offerName is the file on a stick that is offered.
const offerName = "facepay.toml"

// sticksMax bounds the media that are looked at.
const sticksMax = 16

// FindOffers are the files called facepay.toml on the removable media that are there
// now, in alphabetic order.
func FindOffers() []string { return offersOn(removable()) }

func offersOn(roots []string) (files []string) {
	for _, root := range roots[:min(len(roots), sticksMax)] {
		file := filepath.Join(root, offerName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	return files
}
