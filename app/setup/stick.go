package setup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"facepay/app/release"
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

// FindReleases are the folders with another version on the removable media that are
// there now: a medium itself, or a folder of it named as a release's files are.
func FindReleases() []string { return releasesOn(Sticks()) }

// releasePrefix begins the names of the folders on a stick that are looked into.
const releasePrefix = "facepay"

// releasesMax bounds the folders that are offered.
const releasesMax = 8

func releasesOn(roots []string) (folders []string) {
	for _, root := range roots {
		candidates := []string{root}
		entries, _ := os.ReadDir(root) // a stick that was pulled out has nothing
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), releasePrefix) {
				candidates = append(candidates, filepath.Join(root, e.Name()))
			}
		}
		for _, folder := range candidates {
			info, err := os.Stat(filepath.Join(folder, release.ManifestName))
			if err == nil && info.Mode().IsRegular() && len(folders) < releasesMax {
				folders = append(folders, folder)
			}
		}
	}
	return folders
}

func offersOn(roots []string) (files []string) {
	for _, root := range roots {
		file := filepath.Join(root, offerName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			files = append(files, file)
		}
	}
	return files
}
