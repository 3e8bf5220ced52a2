package office

import "facepay/kiosk"

// Format is the form of a document.
type Format string

// The formats, in their order on screen.
const (
	FormatPDF  Format = "pdf"
	FormatXLSX Format = "xlsx"
	FormatCSV  Format = "csv"
)

// Exports are the formats of a report, with the key of each on its page.
var Exports = []struct {
	Format Format
	Key    kiosk.Key
}{{FormatPDF, kiosk.KeyF5}, {FormatXLSX, kiosk.KeyF6}, {FormatCSV, kiosk.KeyF7}}

// ExportJob writes the report of a period as a document to a stick, or to the shop's
// folder without one.
type ExportJob struct {
	From, To kiosk.Date
	By       kiosk.Grouping
	Format   Format
}

func (ExportJob) Section() Section { return SectionReports }

// Keep is something that the page of today keeps or hands over.
type Keep string

// What can be kept.
const (
	KeepBackup Keep = "backup" // a copy of the ledger, read back
	KeepBundle Keep = "bundle" // log, config without secrets and checks, for whoever helps
	KeepPapers Keep = "papers" // what the printer has left is printed after all
)

// Keeps are all of it, with the key of each on that page.
var Keeps = []struct {
	Keep Keep
	Key  kiosk.Key
}{{KeepBackup, kiosk.KeyF5}, {KeepBundle, kiosk.KeyF6}, {KeepPapers, PrintKey}}

// KeepJob makes one of them, on a stick or in the folder of the shop's.
type KeepJob struct{ Keep Keep }

func (KeepJob) Section() Section { return SectionToday }

// ShiftKey writes the shift on screen.
const ShiftKey = kiosk.KeyF5

// ShiftJob writes a closed shift's Z as PDF, marked as a copy, or as number 0 the open
// one's X.
type ShiftJob struct{ Number int }

func (ShiftJob) Section() Section { return SectionShift }

type (
	// ShiftWanted is a touch of the button that writes the shift on screen.
	ShiftWanted struct{}
	// ExportChosen and KeepChosen are touches of the buttons of these pages.
	ExportChosen struct{ Format Format }
	KeepChosen   struct{ Keep Keep }
)

func (ExportChosen) office() {}
func (KeepChosen) office()   {}
func (ShiftWanted) office()  {}

// startExport begins to write the report on screen.
func (o *Office) startExport(f Format) {
	r := &o.reports
	if o.open && o.section == SectionReports {
		o.begin(kiosk.T("screen.work."+string(f)), ExportJob{From: r.From, To: r.To, By: r.By, Format: f})
	}
}

func (o *Office) startKeep(k Keep) {
	if k == KeepPapers && !o.settings.Printer {
		return
	}
	if o.open && o.section == SectionToday {
		o.begin(kiosk.T("screen.work."+string(k)), KeepJob{Keep: k})
	}
}

// startShift begins to write the shift on screen.
func (o *Office) startShift() {
	if s := &o.shift; o.open && o.section == SectionShift && s.Written() {
		o.begin(kiosk.T("screen.work.pdf"), ShiftJob{Number: s.Shown.Number})
	}
}

// workKey begins the work of a key of the page on screen, and reports whether it is one.
func (o *Office) workKey(k kiosk.Key) bool {
	for _, e := range Exports {
		if o.section == SectionReports && e.Key == k {
			o.startExport(e.Format)
			return true
		}
	}
	if o.section == SectionShift && k == ShiftKey {
		o.startShift()
		return true
	}
	if o.section == SectionShift && k == PrintKey {
		o.printShift()
		return true
	}
	for _, e := range Keeps {
		if o.section == SectionToday && e.Key == k {
			o.startKeep(e.Keep)
			return true
		}
	}
	return false
}
