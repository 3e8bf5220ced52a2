package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/crash"
	"facepay/app/logfile"
	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/store"
	"facepay/ui/dialog"
)

// logBytesMax bounds the end of the log that the window shows.
const logBytesMax = 1 << 10

// errChosen ends a window whose choice another process carries out.
var errChosen = errors.New("a till is started as was chosen")

// count notes that a till runs, and takes what the one before may have left. A disk
// that takes no note is the till's to complain of.
func (l launcher) count(s config.Loaded, stderr io.Writer) (record *crash.Record, line string) {
	record, err := crash.Begin(filepath.Join(s.DataDir, logfile.Folder))
	if err == nil && record != nil {
		line, err = logfile.KeepReport(s.DataDir)
	}
	if err != nil {
		fmt.Fprintln(stderr, errorLine(err))
	}
	return record, line
}

// askCrashed lets people choose what to do after a row of crashes. It returns nil when
// they leave, which ends what keeps the till running, too.
func (l launcher) askCrashed(ctx context.Context, s config.Loaded, record *crash.Record, line string) error {
	texts, err := catalogues(s.Config.Language)
	if err != nil {
		return errors.Join(err, record.Leave(crash.None))
	}
	if err := record.Hold(); err != nil {
		return err
	}
	ask := dialog.Crashed(texts, dialog.Crashes{
		N: record.Unclean(), Line: line,
		Check: func() string { return checkedText(ctx, s, texts[0]) },
		Log:   func() string { return lastLog(s.DataDir) },
	})
	next := crash.Retry // a window that was closed is no leave
	switch i := l.notice(ctx, ask, l.heart); {
	case ctx.Err() != nil, i >= 0 && ask.Choices[i].Key == kiosk.KeyEsc:
		return record.Leave(crash.None)
	case i >= 0 && ask.Choices[i].Key == dialog.KeyPlain:
		next = crash.Plain
	}
	if err := record.Leave(next); err != nil {
		return err
	}
	return l.startAgain(errChosen)
}

// checkedText lists the results of the checks that are not as they should be, a line each.
func checkedText(ctx context.Context, s config.Loaded, texts *i18n.Catalogue) string {
	var lines []string
	err := app.Check(ctx, s, store.LedgerLook{}, screenCheck(io.Discard), func(f kiosk.CheckResult) {
		if f.Health == kiosk.HealthOK || f.Check == kiosk.CheckScreen { // it shows this
			return
		}
		lines = append(lines, font.Harmless(texts.Text(kiosk.T("check.look."+string(f.Check)))+": "+texts.FoundTodo(f)))
	})
	if err != nil {
		lines = append(lines, errorLine(err))
	}
	if len(lines) == 0 {
		return texts.Text(kiosk.T("screen.notice.checked"))
	}
	return strings.Join(lines, "\n")
}

func lastLog(dataDir string) string {
	text, err := logfile.Last(dataDir, logBytesMax)
	if err != nil {
		return errorLine(err)
	}
	if _, whole, found := strings.Cut(text, "\n"); found && len(text) > logBytesMax/2 {
		text = whole // the first line is cut
	}
	return font.Harmless(strings.TrimSpace(text))
}
