package setup

import (
	"context"
	"errors"
	"slices"

	"facepay/app/build"
	"facepay/app/release"
	"facepay/app/update"
	"facepay/kiosk"
	"facepay/store/diskusage"
)

// releaseRows are the folders on sticks with another version.
func (d *Desk) releaseRows() (rows []kiosk.SetupRow) {
	for _, folder := range d.releases {
		rows = append(rows, kiosk.SetupRow{Name: kiosk.T("setup.version.stick"), Value: asIs(folder)})
	}
	return rows
}

// takeReleases takes what lies on the sticks now.
func (d *Desk) takeReleases(found []string) {
	if slices.Equal(found, d.releases) {
		return
	}
	d.releases = found
	if d.entries()[d.entry].id == entryVersion {
		d.row = 0
		d.inside = d.inside && len(found) > 0
	}
}

// readRelease looks which version the chosen folder has, and asks whether it is to be
// tried.
func (d *Desk) readRelease() {
	folder := d.releases[d.row]
	d.workOnVersion(kiosk.T("setup.version.reading"), folder, d.ports.Offered, func(version string) {
		d.tell(kiosk.Text{}, kiosk.TonePlain)
		d.asked = &asked{from: kiosk.T("setup.version.another"), stage: folder, rows: []kiosk.SetupRow{
			{Name: kiosk.T("setup.version"), Old: asIs(build.Version), Value: asIs(version), Plain: true},
		}}
	})
}

// stageRelease has a version tried at the next start.
func (d *Desk) stageRelease(folder string) {
	d.asked = nil
	d.workOnVersion(kiosk.T("setup.version.staging"), folder, d.ports.Stage, func(version string) {
		d.ports.Log.Info("another version is staged", "version", version, "from", folder)
		d.anew = true
		d.tell(kiosk.T("setup.version.staged", "version", version), kiosk.TonePaid)
	})
}

// workOnVersion runs f beside the desk, since a stick may hang, and then what is left to
// do with the version that it found.
func (d *Desk) workOnVersion(busy kiosk.Text, folder string, f func(context.Context, string) (string, error), found func(version string)) {
	if d.working != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), workMax)
	d.working = cancel
	d.tell(busy, kiosk.TonePlain)
	d.works.Go(func() {
		defer cancel()
		version, err := f(ctx, folder)
		d.finish(ctx, func() {
			if err != nil {
				d.ports.Log.Warn("another version is not taken", "from", folder, "err", err)
				d.tell(versionSentence(err), kiosk.ToneFailed)
				return
			}
			found(version)
		})
	})
}

// versionSentence is why a version is not taken, as people read it.
func versionSentence(err error) kiosk.Text {
	for _, of := range []struct {
		id   string
		errs []error
	}{
		{"signature", []error{release.ErrSignature, update.ErrUnsigned}},
		{"no_key", []error{release.ErrNoKey}},
		{"runs", []error{update.ErrRuns}},
		{"older", []error{update.ErrOlder}},
		{"before", []error{update.ErrRanBefore}},
		{"damaged", []error{update.ErrCutOff, update.ErrOtherFile}},
		{"package", []error{update.ErrNoSlots}},
		{"busy", []error{update.ErrBusy}},
		{"system", []error{release.ErrOtherSystem}},
	} {
		if slices.ContainsFunc(of.errs, func(e error) bool { return errors.Is(err, e) }) {
			return kiosk.T("setup.version.bad." + of.id)
		}
	}
	if diskusage.Full(err) {
		return kiosk.T("setup.version.bad.full")
	}
	return kiosk.T("setup.version.bad", "reason", kiosk.Trim(err.Error()))
}
