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

// Sticks are the removable media that are there now, in alphabetic order.
func Sticks() []string {
	roots := removable()
	slices.Sort(roots)
	return roots[:min(len(roots), sticksMax)]
}

// FindOffers are the files called facepay.toml on the removable media that are there
// now, in alphabetic order.
func FindOffers() []string { return offersOn(Sticks()) }

func offersOn(roots []string) (files []string) {
	for _, root := range roots {
		file := filepath.Join(root, offerName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			files = append(files, file)
		}
	}
	return files
}
