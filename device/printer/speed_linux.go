package printer

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	termiosGet = unix.TCGETS
	termiosSet = unix.TCSETS
)

var speeds = map[int]uint32{9600: unix.B9600, 19200: unix.B19200, 38400: unix.B38400, 57600: unix.B57600, 115200: unix.B115200}

func setSpeed(t *unix.Termios, baud int) error {
	speed, ok := speeds[baud]
	if !ok {
		return fmt.Errorf("%d is no speed of a serial line", baud)
	}
	t.Cflag = t.Cflag&^unix.CBAUD | speed
	t.Ispeed, t.Ospeed = speed, speed
	return nil
}
