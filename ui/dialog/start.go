package dialog

import (
	"strconv"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
)

// NotStarted says in line why there is no till.
func NotStarted(texts []*i18n.Catalogue, line string) Dialog {
	return Dialog{
		Texts:   texts,
		Tone:    draw.Failed,
		Mark:    draw.Cross,
		Title:   kiosk.T("screen.notice.start.title"),
		Advice:  kiosk.T("screen.notice.start.advice"),
		Line:    line,
		Choices: []Choice{{Label: kiosk.T("screen.notice.close"), Key: kiosk.KeyEsc, Main: true}},
	}
}

// Damage is a ledger that cannot be trusted, and what can be done about it.
type Damage struct {
	Line string // what was found
	Copy string // where a copy of the damaged file is kept, "" for none
	Day  string // of the newest backup, "" when there is none
	// Restore puts the newest backup in place, Begin an empty ledger. Both are
	// called away from the window's goroutine.
	Restore, Begin func() error
}

// Damaged asks what to do about a damaged ledger. To begin a new one takes
// two presses: the backup is the better choice wherever there is one.
func Damaged(texts []*i18n.Catalogue, d Damage) Dialog {
	n := Dialog{
		Texts:  texts,
		Tone:   draw.Unsure,
		Mark:   draw.Question,
		Title:  kiosk.T("screen.notice.damaged.title"),
		Advice: kiosk.T("screen.notice.damaged.advice"),
		Line:   d.Line,
	}
	if d.Copy != "" && len(texts) > 0 {
		n.Line += "\n" + texts[0].Text(kiosk.T("screen.notice.damaged.copy", "copy", d.Copy))
	}
	if d.Day == "" {
		n.Advice = kiosk.T("screen.notice.damaged.no_backup")
	} else {
		n.Choices = append(n.Choices, Choice{
			Label:   kiosk.T("screen.notice.restore", "day", d.Day),
			Explain: kiosk.T("screen.notice.restore.explain"),
			Key:     kiosk.KeyF1,
			Main:    true,
			Sure:    kiosk.T("screen.notice.restore.sure"),
			Do:      d.Restore,
		})
	}
	n.Choices = append(n.Choices, Choice{
		Label:   kiosk.T("screen.notice.begin"),
		Explain: kiosk.T("screen.notice.begin.explain"),
		Key:     kiosk.KeyF2,
		Sure:    kiosk.T("screen.notice.begin.sure"),
		Do:      d.Begin,
	}, Choice{Label: kiosk.T("screen.notice.close"), Key: kiosk.KeyEsc})
	return n
}

// Crashes are the tills that ended without being closed, and what can be done about it.
type Crashes struct {
	N    int
	Line string // the report of the last one, "" when it left none
	// Check and Log find out what they are named after, as text.
	Check, Log func() string
}

// The keys of the choices that Crashed offers besides Esc, to leave.
const (
	KeyRetry = kiosk.KeyF1
	KeyPlain = kiosk.KeyF2
)

// Crashed asks what to do about a till that crashed again and again. To leave takes two
// presses: nobody could sell then.
func Crashed(texts []*i18n.Catalogue, c Crashes) Dialog {
	n := Dialog{
		Texts:  texts,
		Tone:   draw.Unsure,
		Mark:   draw.Question,
		Title:  kiosk.T("screen.notice.crashed.title", "n", strconv.Itoa(c.N)),
		Advice: kiosk.T("screen.notice.crashed.advice"),
		Line:   c.Line,
		Choices: []Choice{
			{Label: kiosk.T("screen.notice.retry"), Explain: kiosk.T("screen.notice.retry.explain"), Key: KeyRetry, Main: true},
			{Label: kiosk.T("screen.notice.plain"), Explain: kiosk.T("screen.notice.plain.explain"), Key: KeyPlain},
			{Label: kiosk.T("screen.notice.check"), Key: kiosk.KeyF3, Tell: c.Check},
			{Label: kiosk.T("screen.notice.log"), Key: kiosk.KeyF4, Tell: c.Log},
			{Label: kiosk.T("screen.notice.leave"), Key: kiosk.KeyEsc, Sure: kiosk.T("screen.notice.leave.sure")},
		},
	}
	if n.Line == "" && len(texts) > 0 {
		n.Line = texts[0].Text(kiosk.T("screen.notice.crashed.silent"))
	}
	return n
}
