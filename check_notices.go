package main

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/webhook"
)

// plannedAddress is where a till with this config can be reached once it runs.
func plannedAddress(s setup) address {
	n := s.Config.Notify
	a := address{notifyURL: n.NotifyURL(s.dialect()), base: n.PublicURL}
	a.listening = n.Listen != "" && a.notifyURL != ""
	return a
}

// noticesLook tells what proves a payment here, and what has come to the
// listener of a till that runs.
func noticesLook(s setup, can kiosk.Capabilities) health.Check {
	return health.Check{Name: kiosk.CheckNotifications, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if s.Practice {
			return one(well(kiosk.CheckNotifications, kiosk.T("check.found.notices.practice")))
		}
		var found []kiosk.CheckResult
		if unproven(can) != nil {
			found = one(kiosk.CheckResult{
				Check: kiosk.CheckNotifications, Health: kiosk.HealthWarning,
				What: kiosk.T("check.found.notices.unproven"), Todo: kiosk.T("check.todo.notices.unproven"),
			})
		}
		switch n := s.Config.Notify; {
		case n.Listen == "" && n.PublicURL == "":
			return append(found, well(kiosk.CheckNotifications, kiosk.T("check.found.notices.none")))
		case n.Listen == "":
			return append(found, well(kiosk.CheckNotifications, kiosk.T("check.found.notices.elsewhere", "address", n.PublicURL)))
		}
		return append(found, noticesFinding(noticesFile(s.DataDir)))
	}}
}

// noticesFinding reads what the listener of a running till has counted.
func noticesFinding(file string) kiosk.CheckResult {
	status, err := webhook.ReadStatus(file)
	f := kiosk.CheckResult{Check: kiosk.CheckNotifications, Health: kiosk.HealthFailed}
	if errors.Is(err, fs.ErrNotExist) {
		return well(kiosk.CheckNotifications, kiosk.T("check.found.notices.never"))
	}
	if err != nil {
		f.What, f.Todo = kiosk.T("check.found.notices.unreadable", "reason", reasonText(err)), kiosk.T("check.todo.notices.unreadable")
		return f
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
		f.Cause = kiosk.CauseMachine
		f.What, f.Todo = kiosk.T("check.found.notices.deaf", "reason", kiosk.Trim(status.Error)), kiosk.T("check.todo.notices.deaf")
		return f
	case !status.Ended.IsZero():
		return well(kiosk.CheckNotifications, kiosk.T("check.found.notices.ended", args...))
	case status.RefusedLately >= kiosk.RefusedNotificationsMany:
		f.What, f.Todo = kiosk.T("check.found.notices.refused", args...), kiosk.T("check.todo.notices.refused")
		return f
	}
	return well(kiosk.CheckNotifications, kiosk.T("check.found.notices.ok", args...))
}
