package serial

import (
	"fmt"
	"regexp"
)

var portShape = regexp.MustCompile(`^(?i)COM[1-9]\d{0,2}$`)

// usable can only look at the name: a port of Windows is not a file that
// could be asked about without opening it.
func usable(port string) error {
	if !portShape.MatchString(port) {
		return fmt.Errorf("%q is no port's name such as COM3", port)
	}
	return nil
}
