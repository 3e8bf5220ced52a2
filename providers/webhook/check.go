package webhook

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check reads the counts of the listener of a running till, and warns where a
// gateway of these capabilities proves no QR payment.
func Check(c Config, can kiosk.Capabilities, statusFile string, practice bool) health.Check {
	return health.Check{Name: kiosk.CheckNotifications, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if practice {
			return health.One(health.OK(kiosk.CheckNotifications, "notices.practice"))
		}
		var found []kiosk.CheckResult
		if Unproven(can) != nil {
			found = health.One(health.Warning(kiosk.CheckNotifications, "notices.unproven"))
		}
		switch {
		case c.Listen == "" && c.PublicURL == "":
			return append(found, health.OK(kiosk.CheckNotifications, "notices.none"))
		case c.Listen == "":
			return append(found, health.OK(kiosk.CheckNotifications, "notices.elsewhere", "address", c.PublicURL))
		}
		return append(found, statusResult(statusFile))
	}}
}

func statusResult(file string) kiosk.CheckResult {
	status, err := ReadStatus(file)
	if errors.Is(err, fs.ErrNotExist) {
		return health.OK(kiosk.CheckNotifications, "notices.never")
	}
	if err != nil {
		return health.Failed(kiosk.CheckNotifications, kiosk.CauseNone, "notices.unreadable", "reason", health.Reason(err))
	}
	n := status.Counts
	args := []string{
		"address", status.Address, "since", status.Started.Format(time.DateTime), "ended", status.Ended.Format(time.DateTime),
		"taken", strconv.FormatUint(n.Taken, 10), "refused", strconv.FormatUint(n.Forged+n.Malformed+n.TooLarge, 10),
		"unknown", strconv.FormatUint(n.UnknownOrder, 10), "mismatched", strconv.FormatUint(n.Mismatched, 10), "limited", strconv.FormatUint(n.Limited, 10),
		"lately", strconv.Itoa(status.RefusedLately),
	}
	switch {
	case status.Error != "":
		return health.Failed(kiosk.CheckNotifications, kiosk.CauseMachine, "notices.deaf", "reason", kiosk.Trim(status.Error))
	case !status.Ended.IsZero():
		return health.OK(kiosk.CheckNotifications, "notices.ended", args...)
	case status.RefusedLately >= kiosk.RefusedNotificationsMany:
		return health.Failed(kiosk.CheckNotifications, kiosk.CauseNone, "notices.refused", args...)
	}
	return health.OK(kiosk.CheckNotifications, "notices.ok", args...)
}

// Unproven is the reason for which nobody but a manager could prove a payment at
// this gateway, or nil.
func Unproven(can kiosk.Capabilities) error {
	if len(can.QR) > 0 && !can.QueryQR && !can.Notifications {
		return errors.New("this gateway cannot be asked about a QR payment and its notifications do not reach this till: each needs a manager's word")
	}
	return nil
}
