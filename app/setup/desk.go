package setup

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"facepay/app/config"
	"facepay/app/lan"
	"facepay/assets/i18n"
	"facepay/device/voice"
	"facepay/kiosk"
)

// Ports are the hands of a Desk. Those that may be nil do nothing.
type Ports struct {
	File   string // the config, "" for the default one
	Texts  *i18n.Catalogue
	People kiosk.People // nil: nobody can be set up
	// By names who opened the settings; nil: the owner.
	By func() string
	// PeopleChanged takes everybody after a change, and must not block.
	PeopleChanged func([]kiosk.Person)
	// Show takes each view, and must not block.
	Show func(kiosk.SetupView)
	// Check runs every check of the till.
	Check func(context.Context) []kiosk.CheckResult
	// Way walks the way to the gateway of a config that may not be saved yet.
	Way func(context.Context, config.Config) []kiosk.CheckResult
	// FindScanner waits for something to be scanned on a serial line, and names its port.
	FindScanner func(context.Context) (string, error)
	// Trials try devices out with a config that may not be saved yet, each by the name of
	// its section, on whose fields F5 does it.
	Trials map[string]func(context.Context, config.Config) []kiosk.CheckResult
	// Devices are the reports of all devices, as they are now.
	Devices func() []kiosk.DeviceReport
	// Monitors are the identities of the monitors that are on; Number shows on each its
	// place in that list, from 1, for a while.
	Monitors func() []string
	Number   func()
	Tablet   Tablet
	// Apply takes the values that take effect at once of a config that was saved.
	Apply func(config.Config)
	// Recorder takes the shop's own voice down.
	Recorder *voice.Recorder
	// Version is the state of updates: the version that runs, the one to be tried at the next start, and one that was refused.
	Version func() []kiosk.CheckResult
	// Releases are the folders on sticks with another version; see FindReleases.
	Releases func() []string
	// Offered is the version in such a folder, whose signature fits; Stage has it tried at
	// the next start.
	Offered, Stage func(ctx context.Context, folder string) (version string, err error)
	// Restart starts the till anew.
	Restart func()
	// Codes are what payment codes look like, which no scanner types into a value.
	Codes kiosk.PayCodeTable
	// Sticks are the files to offer; see FindOffers.
	Sticks func() []string
	Now    func() time.Time
	Log    *slog.Logger
}

const (
	lookEvery  = time.Second      // at sticks, and at the phone page's time
	workMax    = 2 * time.Minute  // of a check or a try of the gateway
	findMax    = 30 * time.Second // for which a scan is waited for
	typedMax   = 4096             // characters of a value
	peopleSeen = 3                // empty lines for new people on the phone's page
)

// Desk is the owner's page Settings: which of it is chosen, what is being entered and
// what waits for Enter. It is safe for several goroutines.
type Desk struct {
	ports Ports
	phone *Phone

	mu     sync.Mutex
	open   bool
	draft  *config.Draft
	broken kiosk.Text // the config cannot be read
	people []kiosk.Person
	offers []string // files on sticks
	// releases are folders on sticks that have another version.
	releases []string
	entry    int
	inside   bool
	row      int
	edit     *editing
	// strokes are what was typed last, struck the value before each of them.
	strokes kiosk.Strokes
	struck  []*editing
	asked   *asked
	url     string // of the phone's page
	told    kiosk.Text
	tone    kiosk.Tone
	// results are of the last check or try; working is what ends one that runs.
	results []kiosk.CheckResult
	working context.CancelFunc
	anew    bool // something was saved that takes effect at the next start
	looking context.CancelFunc
	works   sync.WaitGroup
	// removing: the next Backspace removes the word's recording.
	removing bool
}

// editing is a value that is being entered.
type editing struct {
	text    string
	choice  int
	choices []string
	on      []string   // monitors, in the order of their numbers
	step    personStep // of a person
	person  kiosk.Person
	first   string // a PIN that is typed the second time
}

// asked are changes that wait for Enter.
type asked struct {
	from   kiosk.Text
	draft  *config.Draft // nil: of people alone
	people []kiosk.Person
	phone  bool
	stage  string // the folder of another version, whose changes these are not
	rows   []kiosk.SetupRow
}

// NewDesk makes a desk that is not open.
func NewDesk(p Ports) *Desk {
	d := &Desk{ports: p, tone: kiosk.TonePlain}
	d.phone = &Phone{Texts: p.Texts, Form: d.phoneForm, Take: d.takePhone, Now: p.Now, Log: p.Log}
	return d
}

// Open shows the settings. What was changed and not saved before is still there.
func (d *Desk) Open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open {
		return
	}
	d.open, d.inside, d.entry, d.row, d.edit, d.told, d.results = true, false, 0, 0, nil, kiosk.Text{}, nil
	if d.draft == nil || len(d.draft.Changes()) == 0 {
		d.load()
	}
	d.readPeople()
	ctx, cancel := context.WithCancel(context.Background())
	d.looking = cancel
	go d.look(ctx) // nobody waits for a medium that does not answer
	d.show()
}

func (d *Desk) load() {
	draft, err := config.NewDraft(d.ports.File)
	d.draft, d.broken = draft, kiosk.Text{}
	if err != nil {
		d.draft, d.broken = nil, Sentence(err)
	}
}

// Close leaves the settings. The page that a phone has open ends with it.
func (d *Desk) Close() {
	d.mu.Lock()
	was := d.open
	d.open, d.edit, d.asked, d.url = false, nil, nil, ""
	d.forgetStrokes()
	d.stopWork()
	d.closeRecorder()
	if d.looking != nil {
		d.looking()
		d.looking = nil
	}
	d.mu.Unlock()
	if was {
		d.phone.Shut()
	}
}

// Stop ends all of it, with the till.
func (d *Desk) Stop() {
	d.Close()
	d.phone.Stop()
	d.works.Wait()
	if d.ports.Recorder != nil {
		d.ports.Recorder.Wait()
	}
}

func (d *Desk) stopWork() {
	if d.working != nil {
		d.working()
		d.working = nil
	}
}

// look watches for sticks and the time of the phone's page, as long as the desk is open.
func (d *Desk) look(ctx context.Context) {
	for {
		var offers, releases []string
		if d.ports.Sticks != nil {
			offers = d.ports.Sticks()
		}
		if d.ports.Releases != nil {
			releases = d.ports.Releases()
		}
		d.mu.Lock()
		if ctx.Err() != nil {
			d.mu.Unlock()
			return
		}
		if !slices.Equal(offers, d.offers) {
			at := d.entries()[d.entry].id
			d.offers = offers
			d.entry = max(0, slices.IndexFunc(d.entries(), func(e entry) bool { return e.id == at }))
		}
		d.takeReleases(releases)
		d.show()
		d.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// Take takes a key, a character or a scan. It reports false for what means nothing
// here, such as an Esc with nothing to go back from.
func (d *Desk) Take(e kiosk.Event) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open {
		return false
	}
	switch e := e.(type) {
	case kiosk.Pressed:
		if r := e.Key.Char(); r != 0 {
			d.strike(r)
		} else if !d.slowScan(e.Key) && !d.key(e.Key) {
			return false
		}
	case kiosk.Typed:
		d.strike(e.Rune)
	case kiosk.Untyped:
		d.strokes.TakeBack(e.Keys)
		d.takeBack(e.Keys)
	case kiosk.Pasted:
		d.forgetStrokes()
		d.typed(e.Text)
	case kiosk.Scanned:
		d.quickScan(e.Code)
	case kiosk.ScanUnended:
		d.quickScan(e.Code)
	default:
		return false
	}
	d.show()
	return true
}

// Touch takes a touch of an entry, a row or a choice.
func (d *Desk) Touch(t kiosk.SetupTouched) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forgetStrokes()
	switch {
	case !d.open:
		return
	case d.asked != nil:
	case t.Choice >= 0 && d.edit != nil && t.Choice < len(d.edit.choices):
		d.edit.choice = t.Choice
		d.enter()
	case t.Row >= 0 && t.Row < len(d.rows()):
		again := d.inside && d.row == t.Row && d.edit != nil && d.edit.choices == nil
		if !again { // a touch of the value that is being typed leaves it
			d.edit, d.inside, d.row = nil, true, t.Row
			d.enter()
		}
	case t.Entry >= 0 && t.Entry < len(d.entries()):
		d.edit, d.inside, d.row = nil, false, 0
		d.choose(t.Entry)
		d.enter()
	}
	d.show()
}

func (d *Desk) choose(i int) {
	if i != d.entry {
		d.stopWork()
		d.closeRecorder()
		d.results, d.told = nil, kiosk.Text{}
	}
	d.entry, d.row = i, 0
}

func (d *Desk) key(k kiosk.Key) bool {
	if d.recording() {
		return d.recorderKey(k)
	}
	switch k {
	case kiosk.KeyEnter:
		d.enter()
	case kiosk.KeyEsc:
		return d.back()
	case kiosk.KeyBackspace:
		d.backspace()
	case kiosk.KeyF5:
		d.try()
	case kiosk.KeyF6:
		d.startAnew()
	case kiosk.KeyF7:
		d.save()
	default:
		if !k.Moves() {
			return false
		}
		d.move(k)
	}
	return true
}

// move is a key that moves through the choices, the rows or the entries.
func (d *Desk) move(k kiosk.Key) {
	at, n := &d.entry, len(d.entries())
	switch {
	case d.asked != nil, d.edit != nil && d.edit.choices == nil:
		return
	case d.edit != nil:
		at, n = &d.edit.choice, len(d.edit.choices)
	case d.inside:
		at, n = &d.row, len(d.rows())
	}
	to := map[kiosk.Key]int{
		kiosk.KeyUp: *at - 1, kiosk.KeyDown: *at + 1, kiosk.KeyPageUp: *at - 5, kiosk.KeyPageDown: *at + 5, kiosk.KeyHome: 0, kiosk.KeyEnd: n - 1,
	}[k]
	to = min(max(to, 0), max(n-1, 0))
	if at == &d.entry {
		d.choose(to)
		return
	}
	*at = to
}

// back goes one step back, and reports whether there was one.
func (d *Desk) back() bool {
	switch {
	case d.edit != nil:
		d.edit = nil
	case d.asked != nil:
		if d.asked.phone {
			d.phone.Done(false)
		}
		d.asked = nil
		d.tell(kiosk.T("setup.dropped"), kiosk.TonePlain)
	case d.working != nil:
		d.stopWork()
	case d.inside:
		d.inside, d.row = false, 0
	case d.url != "":
		d.url = ""
		d.phone.Shut()
	default:
		return false
	}
	return true
}

func (d *Desk) tell(t kiosk.Text, tone kiosk.Tone) { d.told, d.tone = t, tone }

func (d *Desk) enter() {
	e := d.entries()[d.entry]
	switch {
	case d.asked != nil && d.asked.stage != "":
		d.stageRelease(d.asked.stage)
	case d.asked != nil:
		d.saveAsked()
	case d.edit != nil:
		d.leaveEdit()
	case d.inside && e.id == entryVersion:
		d.readRelease()
	case d.onTablet():
		d.switchTablet()
	case d.inside:
		d.beginEdit()
	case e.id == entryPhone && d.url != "" && d.phone.Left() > 0: // a second one would shut the first
	case e.id == entryPhone:
		d.openPhone()
	case e.id == entryCheck:
		d.try()
	case e.file != "":
		d.readOffer(e.file)
	case e.id == entryRecorder:
		d.openRecorder()
	case len(d.rows()) > 0:
		d.inside, d.row = true, 0
		if e.page == config.PageAdverts { // nothing moves and nothing sounds when these are looked at
			d.try()
		}
	}
}

func (d *Desk) openPhone() {
	url, err := d.phone.Open()
	if err != nil {
		d.tell(kiosk.T("setup.phone.failed", "reason", kiosk.Trim(err.Error())), kiosk.ToneFailed)
		if errors.Is(err, lan.ErrNoNetwork) {
			d.tell(kiosk.T("setup.phone.no_network"), kiosk.ToneFailed)
		}
		return
	}
	d.url = url
	d.tell(kiosk.Text{}, kiosk.TonePlain)
}

// beginEdit enters the chosen row's value.
func (d *Desk) beginEdit() {
	if d.onPeople() {
		d.beginPerson()
		return
	}
	if _, is := d.device(); is {
		d.try()
		return
	}
	f, is := d.field()
	if !is {
		return
	}
	value := d.draft.Value(f.Key)
	switch {
	case d.draft.FromEnviron(f.Key) != "":
		d.tell(kiosk.T("setup.environ", "name", d.draft.FromEnviron(f.Key)), kiosk.ToneFailed)
	case f.Kind == config.FieldSwitch:
		d.set(f, strconv.FormatBool(value != "true"))
	case f.Kind == config.FieldChoice:
		d.edit = &editing{choices: f.Choices, choice: max(0, slices.Index(f.Choices, value))}
	case f.Key == config.MonitorKey && d.ports.Monitors != nil:
		d.beginMonitor(value)
	case f.Secret:
		d.edit = &editing{}
	default:
		d.edit = &editing{text: value}
	}
}

// leaveEdit takes the value that was entered.
func (d *Desk) leaveEdit() {
	if d.edit.step != stepNone {
		d.enterPerson()
		return
	}
	f, is := d.field()
	value := d.edit.text
	if len(d.edit.choices) > 0 {
		value = d.edit.choices[d.edit.choice]
	}
	if is && d.set(f, value) {
		d.edit = nil
	}
}

func (d *Desk) set(f config.Field, value string) bool {
	if err := d.draft.Set(f.Key, value); err != nil {
		d.tell(Sentence(err), kiosk.ToneFailed)
		return false
	}
	d.tell(kiosk.Text{}, kiosk.TonePlain)
	return true
}

func (d *Desk) typed(text string) {
	if d.edit != nil && d.edit.step == stepMenu && text >= "0" && text < ":" {
		d.editPerson(d.edit.person, stepPIN) // a digit is a PIN's
	}
	if d.edit == nil || d.edit.choices != nil || d.asked != nil {
		return
	}
	for _, r := range text {
		if unicode.IsPrint(r) && utf8.RuneCountInString(d.edit.text) < typedMax && (d.edit.step != stepPIN || '0' <= r && r <= '9') {
			d.edit.text += string(r)
		}
	}
}

func (d *Desk) backspace() {
	if d.edit != nil {
		_, size := utf8.DecodeLastRuneInString(d.edit.text)
		d.edit.text = d.edit.text[:len(d.edit.text)-size]
	}
}

// save writes what was changed on the pages.
func (d *Desk) save() {
	if d.draft == nil || d.asked != nil || d.edit != nil || len(d.draft.Changes()) == 0 {
		return
	}
	d.write(d.draft)
}

func (d *Desk) write(draft *config.Draft) bool {
	conf, err := draft.Config()
	later := slices.ContainsFunc(draft.Changes(), func(c config.Change) bool { return !c.Live })
	if err == nil {
		err = draft.Save()
	}
	if err != nil {
		d.ports.Log.Error("save the settings", "err", err)
		d.tell(Sentence(err), kiosk.ToneFailed)
		return false
	}
	d.ports.Log.Info("the settings were saved", "config", draft.Path())
	if d.ports.Apply != nil {
		d.ports.Apply(conf)
	}
	if later {
		d.anew = true
		d.tell(kiosk.T("setup.saved"), kiosk.TonePaid)
	} else {
		d.tell(kiosk.T("setup.saved.live"), kiosk.TonePaid)
	}
	return true
}

// saveAsked writes what came from a phone or a stick: the settings, then the people, all
// of them or none. Where one went and the other did not, it says so.
func (d *Desk) saveAsked() {
	a := d.asked
	settings := len(a.draft.Changes()) > 0
	if settings && !d.write(a.draft) {
		return
	}
	d.draft, d.asked = a.draft, nil
	if a.phone {
		d.phone.Done(true)
		d.url = ""
	}
	if len(a.people) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), workMax)
	defer cancel()
	err := d.ports.People.SavePeople(ctx, d.by(), a.people)
	d.toldPeople()
	switch {
	case err == nil && !settings:
		d.tell(kiosk.T("setup.people.done"), kiosk.TonePaid)
	case err != nil:
		d.ports.Log.Error("save the people", "err", err)
		d.tell(personSentence(err), kiosk.ToneFailed)
		if settings {
			d.tell(kiosk.T("setup.people.not_saved", "reason", personSentence(err).Arg()), kiosk.ToneFailed)
		}
	}
}

func (d *Desk) startAnew() {
	if d.anew && d.ports.Restart != nil && d.edit == nil && d.asked == nil {
		go d.ports.Restart()
	}
}
