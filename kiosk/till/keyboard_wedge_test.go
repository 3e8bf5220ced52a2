package till

import (
	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

var (
	wedgeEnter = wedge.KeyPress{Key: kiosk.KeyEnter}
	wedgeTab   = wedge.KeyPress{Key: kiosk.KeyTab}
)
