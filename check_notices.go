package main

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"facepay/kiosk"
	"facepay/notify"
)

// plannedAddress is where a till with this config can be reached once it runs.
func plannedAddress(s setup) address {
	n := s.Config.Notify
	a := address{notifyURL: n.NotifyURL(s.dialect()), base: n.PublicURL}
	a.listening = n.Listen != "" && a.notifyURL != ""
	return a
}

// notices says what proves a payment here, and what has come to the listener of
// a till that runs.
func (c *checkup) notices(s setup, can kiosk.Capabilities) {
	const name = "notices"
	if s.Practice {
		c.line("ok", name, "the practice gateway notifies this till by itself")
		return
	}
	if why := unproven(can); why != nil {
		c.line("note", name, why.Error()+"; set notify.listen and notify.public_url, or the gateway's query path")
	}
	switch {
	case s.Config.Notify.Listen == "" && s.Config.Notify.PublicURL == "":
		c.line("ok", name, "none are listened for")
		return
	case s.Config.Notify.Listen == "":
		c.line("ok", name, "gateways are told "+s.Config.Notify.PublicURL+", where this till does not listen")
		return
	}
	c.say(name, checkNotices(noticesFile(s.DataDir)))
}

// refusedMany is how many refused notifications in ten minutes are more than
// somebody's mistake.
const refusedMany = 10

func checkNotices(file string) finding {
	status, err := notify.ReadStatus(file)
	if errors.Is(err, fs.ErrNotExist) {
		return finding{what: "nothing was listened for yet; a running till tells here"}
	}
	if err != nil {
		return finding{what: "the listener's record cannot be read", err: err, todo: "it is written again while a till runs"}
	}
	n := status.Counts
	refused := n.Forged + n.Malformed + n.TooLarge
	text := fmt.Sprintf("listening on %s since %s: %d taken, %d refused, %d about no order here, %d that did not fit, %d over a limit",
		status.Address, status.Started.Format(time.DateTime), n.Taken, refused, n.UnknownOrder, n.Mismatched, n.Limited)
	switch {
	case status.Error != "":
		return finding{what: "cannot be listened for", err: errors.New(status.Error), todo: "free the port or change notify.listen"}
	case !status.Ended.IsZero():
		text = fmt.Sprintf("the till ended at %s; before: %d taken, %d refused", status.Ended.Format(time.DateTime), n.Taken, refused)
	case status.RefusedLately >= refusedMany:
		return finding{what: text, err: fmt.Errorf("%d were refused in the last ten minutes for their form or signature", status.RefusedLately),
			todo: "ask the gateway whether its key has changed; if not, somebody is trying the address"}
	}
	return finding{what: text}
}
