// Package icon has the program's icon.
package icon

//go:generate go run ./generate

import _ "embed"

// PNG is the icon of the till's windows, 256 pixels wide.
//
//go:embed facepay-256.png
var PNG []byte
