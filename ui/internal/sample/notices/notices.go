// Package notices has the windows that stand in place of a till, for the gallery and the
// documents. They are apart from the other samples, which the tests of dialogs use.
package notices

import (
	"facepay/assets/i18n"
	"facepay/ui/dialog"
)

// Notice is one that stands in place of a till.
type Notice struct {
	Name   string
	Dialog dialog.Dialog
}

// All are those that stand in place of a till, in a language. What stands there
// before anybody could tell which one speaks second too.
func All(texts, second *i18n.Catalogue) []Notice {
	one := []*i18n.Catalogue{texts}
	const folder = "/home/shop/.local/share/facepay"
	done := func() error { return nil }
	damage := dialog.Damage{
		Line: "facepay: event 4711: the chain is broken: hash differs", Copy: folder + "/ledger-damaged-20261122-143217.db", Day: "2026-11-22",
		Restore: done, Begin: done,
	}
	empty := damage
	empty.Day = ""
	return []Notice{
		{"start", dialog.NotStarted(one, "facepay: open the ledger in "+folder+": another till uses this folder")},
		{"config", dialog.NotStarted(append(one, second), "facepay: /home/shop/文档/松间茶铺/收银台配置/facepay/config.toml:17: lepay.password: must be a text of 8 to 64 characters, but is empty")},
		{"damaged", dialog.Damaged(one, damage)},
		{"no-backup", dialog.Damaged(one, empty)},
		{"crashed", dialog.Crashed(one, dialog.Crashes{
			N: 3, Line: "panic: runtime error: index out of range [4] with length 4\n\ngoroutine 1 [running]:\nfacepay/ui/cashier.(*list).row(...)",
			Check: func() string { return "" }, Log: func() string { return "" },
		})},
	}
}
