package sample

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// devices are the counter with a price display and a face terminal: a face's limit, from
// the amount to the sale, what a face does to a sale, and what is wrong at their ports.
func (m maker) devices() []Named {
	limit := m.limit()
	typed := m.typed()
	typed.Pay = slices.Clone(pay)
	typed.Pay[len(pay)-1].NoFace = true
	over := m.armed()
	over.Amount.Label = kiosk.T("amount.armed.no_face")
	over.Panel.Title, over.Panel.Detail = kiosk.T("panel.armed.no_face"), kiosk.T("face.limit", "max", limit)
	over = stage(over, kiosk.T("stage.show.no_face"), kiosk.T("stage.face_limit", "max", limit))
	read := over
	read.Amount.Problem = kiosk.T("problem.face_too_much", "max", limit)
	late := m.armed()
	late.Panel.Detail, late.Amount.Since = kiosk.T("face.late"), m.at(21*time.Second)
	torn := m.armed()
	torn.Amount.Problem = kiosk.T("face.torn")
	sent := m.confirm()
	sent.Amount.Label = kiosk.T("amount.face_waiting", "wallet", "@wallet.alipay")
	sent.Panel.Title, sent.Panel.Detail = kiosk.T("panel.confirm.face"), kiosk.T("panel.once.face")
	sent.Panel.Timeline = m.steps(kiosk.T("story.face_sent", "tail", "7721"), kiosk.T("story.confirming"))
	sent = stage(sent, kiosk.T("stage.confirm.face"), kiosk.T("stage.confirm.face_once"))
	unbound := m.failed()
	const reason = "设备未绑定，请联系服务商"
	unbound.Customer.Wallet, unbound.Panel.Detail = kiosk.Alipay, kiosk.T("face.not_bound", "reason", reason)
	unbound.Panel.Timeline = m.steps(codeSent, kiosk.T("story.refused", "reason", reason))
	pole, babbles := m.typed(), m.armed()
	pole.Warnings = []kiosk.CheckResult{sick(kiosk.CheckPole, kiosk.CauseMachine, "pole.shared", "port", "/dev/ttyUSB1", "program", "minicom")}
	babbles.Warnings = []kiosk.CheckResult{sick(kiosk.CheckFace, kiosk.CauseMachine, "face.babbles", "port", "/dev/ttyUSB2", "program", "–")}
	return []Named{
		{"face-amount", typed}, {"face-limit", over}, {"face-limit-read", read}, {"face-late", late}, {"face-torn", torn}, {"face-sent", sent}, {"face-not-bound", unbound},
		{"bar-pole", pole}, {"bar-face", babbles},
	}
}
