package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"facepay/app/config"
	"facepay/app/report"
	"facepay/app/setup"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/store"
)

// works does the long works of the owner's side.
type works struct {
	setup  config.Loaded
	reader *store.Reader
	sticks func() []string
	papers func(context.Context) (int, error) // has printed what the printer has left; nil without one
	now    func() time.Time
	log    *slog.Logger
}

// do is the office.Worker.
func (w works) do(ctx context.Context, job office.Job, show func(done, total int64)) office.Outcome {
	var path string
	var err error
	said := kiosk.T("screen.work.written")
	switch job := job.(type) {
	case office.BillJob:
		return w.reconcile(ctx, job, show)
	case office.ExportJob:
		path, err = w.export(ctx, job, show)
	case office.ShiftJob:
		path, err = w.shift(ctx, job.Number)
	case office.KeepJob:
		if job.Keep == office.KeepPapers {
			return w.printLeft(ctx, job)
		}
		if job.Keep == office.KeepBundle {
			path, err = w.bundle(ctx, show)
			break
		}
		var made store.ExternalCopy
		made, err = w.backup(ctx, show)
		path = made.File
		said = kiosk.T("screen.work.backed_up", "n", strconv.FormatInt(made.Payments, 10))
	default:
		err = fmt.Errorf("nobody does %T", job)
	}
	if err != nil {
		return w.failed(ctx, job, err)
	}
	w.log.Info("written for the owner", "file", path)
	if err := w.tidy(path); err != nil {
		w.log.Error("tidy what was written for the owner", "err", err)
	}
	said.Args = append(said.Args, "file", path)
	return office.Outcome{Said: said}
}

// failed says in one sentence why there is nothing; nothing about what was cut off.
func (w works) failed(ctx context.Context, job office.Job, err error) office.Outcome {
	if ctx.Err() != nil {
		return office.Outcome{Said: kiosk.T("screen.work.was_cut")}
	}
	w.log.Error("write for the owner", "job", fmt.Sprintf("%+v", job), "err", err)
	said := report.Told(err)
	for _, of := range []struct {
		err error
		id  string
	}{
		{store.ErrNoTarget, "report.gone"}, {store.ErrDiskFull, "report.full"}, {store.ErrTargetReadOnly, "report.read_only"},
		{store.ErrCopying, "screen.work.copying"}, {store.ErrDamaged, "screen.work.damaged"},
	} {
		if errors.Is(err, of.err) {
			said = kiosk.T(of.id)
		}
	}
	return office.Outcome{Said: said, Failed: true}
}

// shopMost bounds the shop's name in a file's, which may have 255 bytes.
const shopMost = 40

// name of a document says whose it is and what it is about.
func (w works) name(about, suffix string) string {
	s := w.setup.Config.Shop
	shop := []rune(s.Name)
	return string(shop[:min(len(shop), shopMost)]) + "-" + s.Till + "-" + about + "." + suffix
}

func (w works) export(ctx context.Context, job office.ExportJob, show func(done, total int64)) (string, error) {
	dir, err := w.folder()
	if err != nil {
		return "", err
	}
	head, err := w.head()
	if err != nil {
		return "", err
	}
	period, err := w.period(ctx, job, show)
	if err != nil {
		return "", err
	}
	about := string(job.From)
	if job.To != job.From {
		about += "-" + string(job.To)
	}
	return report.WriteNew(ctx, dir, w.name(about+"-"+string(job.By), string(job.Format)), func(to io.Writer) error {
		switch job.Format {
		case office.FormatPDF:
			return report.PDF(to, head, period)
		case office.FormatXLSX:
			return report.XLSX(to, period.Report)
		}
		return report.CSV(to, period.Report)
	})
}

// head is the top of a document.
func (w works) head() (report.Head, error) {
	texts, err := i18n.Load(w.setup.Config.Language)
	return report.Head{Shop: w.setup.Config.Shop.Name, Till: w.setup.Config.Shop.Till, Practice: w.setup.Practice, Made: w.now().In(config.ShopLocation()), Texts: texts}, err
}

// shift writes a shift as it is on record: a Z, as a copy, or as number 0 the X of now.
func (w works) shift(ctx context.Context, number int) (string, error) {
	dir, err := w.folder()
	if err != nil {
		return "", err
	}
	head, err := w.head()
	if err != nil {
		return "", err
	}
	z, err := w.reader.Shift(ctx, number)
	if err != nil {
		return "", err
	}
	about := fmt.Sprintf("Z%d", number)
	if number == 0 {
		about = "X-" + head.Made.Format("20060102-150405")
	}
	return report.WriteNew(ctx, dir, w.name(about, "pdf"), func(to io.Writer) error { return report.ShiftPDF(to, head, z, number > 0) })
}

// period is the report, with what its charts need where they are drawn.
func (w works) period(ctx context.Context, job office.ExportJob, show func(done, total int64)) (p report.Period, err error) {
	read := counted{Source: w.reader, show: show}
	if job.Format == office.FormatPDF {
		return report.Gather(ctx, &read, job.From, job.To, job.By, w.setup.Calendar().StartHour())
	}
	p.Report, err = read.Report(ctx, job.From, job.To, job.By)
	return p, err
}

// counted shows how many of the readings of a report are done.
type counted struct {
	report.Source
	show func(done, total int64)
	done int64
}

// readingsMost is the number of readings of a day's report, which has the most.
const readingsMost = 12

func (c *counted) Report(ctx context.Context, from, to kiosk.Date, by kiosk.Grouping) (kiosk.Report, error) {
	defer func() {
		c.done++
		c.show(min(c.done, readingsMost), readingsMost)
	}()
	return c.Source.Report(ctx, from, to, by)
}

// backup copies the ledger to where the config has its copies, else to a stick or the
// shop's own folder.
func (w works) backup(ctx context.Context, show func(done, total int64)) (store.ExternalCopy, error) {
	dir, keep := w.setup.Config.Backup.To, w.setup.Config.Backup.Keep
	if dir == "" {
		var err error
		if dir, err = w.folder(); err != nil {
			return store.ExternalCopy{}, err
		}
		if dir == w.own() {
			keep = min(keep, copiesMost)
		}
	}
	to := store.ExternalTarget{Dir: dir, Till: w.setup.Config.Shop.Till, Keep: keep, Now: w.now()}
	made, err := w.reader.WithProgress(show).BackupTo(ctx, to)
	if ctx.Err() != nil && err != nil {
		return made, err
	}
	return made, errors.Join(err, store.NoteExternal(w.setup.DataDir, dir, to.Now, made, err))
}

func (w works) bundle(ctx context.Context, show func(done, total int64)) (string, error) {
	dir, err := w.folder()
	if err != nil {
		return "", err
	}
	write, err := Bundle(ctx, w.setup, screenStands, show)
	if err != nil {
		return "", err
	}
	return report.WriteNew(ctx, dir, w.name("facepay-"+w.now().In(config.ShopLocation()).Format("20060102-150405"), "zip"), write)
}

// newWorks are those of a till.
func (a *App) newWorks() works {
	w := works{setup: a.live(), reader: a.ledger.Reader, sticks: setup.Sticks, now: a.clock.now, log: a.log}
	if a.printer != nil {
		w.papers = a.printer.again
	}
	return w
}
