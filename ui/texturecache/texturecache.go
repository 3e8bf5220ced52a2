// Package texturecache sets the time for which the window library keeps the texture of a
// text or a picture that is drawn no more. Its own minute is that of a program whose texts
// stay; of a till each sale brings new ones, which nobody sees again.
//
// The library reads that time from the environment while it is being initialised. Packages
// are initialised in the order of their paths as far as their imports allow. This one
// imports almost nothing and so comes before that library.
package texturecache

import "os"

// variable is the library's; kept is long enough for the texts of the next sale.
const variable, kept = "FYNE_CACHE", "20s"

func init() {
	if os.Getenv(variable) == "" {
		os.Setenv(variable, kept) // fails for names that are no names only
	}
}
