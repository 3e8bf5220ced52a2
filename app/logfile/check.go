package logfile

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check names the crash reports of a data folder.
func Check(dataDir string) health.Check {
	return health.Check{Name: kiosk.CheckCrash, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		all := Reports(dataDir)
		if len(all) == 0 {
			return health.One(health.OK(kiosk.CheckCrash, "crash.none"))
		}
		newest := all[0]
		return health.One(health.Warning(kiosk.CheckCrash, "crash.some", "n", strconv.Itoa(len(all)),
			"at", newest.At.Local().Format(time.DateTime), "file", filepath.Join(Folder, filepath.Base(newest.File)), "line", newest.Line))
	}}
}
