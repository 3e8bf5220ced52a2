package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// deskRig is a desk over a config file of its own.
type deskRig struct {
	*Desk
	t     *testing.T
	file  string
	texts *i18n.Catalogue

	mu     sync.Mutex
	last   kiosk.SetupView
	sticks []string
}

func newDeskRig(t *testing.T, text string, edit ...func(*Ports)) *deskRig {
	t.Helper()
	texts, err := i18n.Load("en")
	require.NoError(t, err)
	r := &deskRig{t: t, file: filepath.Join(t.TempDir(), "facepay", "config.toml"), texts: texts}
	if text != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(r.file), 0o700))
		require.NoError(t, os.WriteFile(r.file, []byte(text), 0o600))
	}
	p := Ports{
		File: r.file, Texts: texts, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Show:   func(v kiosk.SetupView) { r.mu.Lock(); r.last = v; r.mu.Unlock() },
		Sticks: func() []string { r.mu.Lock(); defer r.mu.Unlock(); return r.sticks },
	}
	for _, e := range edit {
		e(&p)
	}
	r.Desk = NewDesk(p)
	r.Open()
	t.Cleanup(r.Stop)
	return r
}

func (r *deskRig) now() kiosk.SetupView { r.mu.Lock(); defer r.mu.Unlock(); return r.last }

// press presses keys by name, and types what is no key's name.
func (r *deskRig) press(keys ...string) {
	for _, k := range keys {
		switch k {
		case "Enter", "Esc", "Up", "Down", "Home", "End", "F5", "F6", "F7", "Backspace", "PageDown", "PageUp":
			r.Take(kiosk.Pressed{Key: kiosk.Key(k)})
		default:
			for _, c := range k {
				if key := kiosk.Key(string(c)); key.Char() != 0 {
					r.Take(kiosk.Pressed{Key: key})
				} else {
					r.Take(kiosk.Typed{Rune: c})
				}
			}
		}
	}
}

// goTo chooses an entry by its name.
func (r *deskRig) goTo(name string) {
	r.t.Helper()
	for i, e := range r.now().Entries {
		if r.texts.Text(e.Name) == name {
			r.Touch(kiosk.SetupTouched{Entry: i, Row: -1, Choice: -1})
			return
		}
	}
	require.Fail(r.t, "no entry "+name)
}

// onto moves to a row by its name.
func (r *deskRig) onto(name string) {
	r.t.Helper()
	for r.row(name); r.texts.Text(r.now().Rows[r.now().Row].Name) != name; {
		r.press("Down")
	}
}

func (r *deskRig) row(name string) kiosk.SetupRow {
	r.t.Helper()
	for _, row := range r.now().Rows {
		if r.texts.Text(row.Name) == name {
			return row
		}
	}
	require.Fail(r.t, "no row "+name)
	return kiosk.SetupRow{}
}

func (r *deskRig) value(name string) string { r.t.Helper(); return r.texts.Text(r.row(name).Value) }
func (r *deskRig) told() string             { return r.texts.Text(r.now().Told) }

func (r *deskRig) config() string {
	text, err := os.ReadFile(r.file)
	if err != nil {
		return ""
	}
	return string(text)
}

func (r *deskRig) eventually(what string, is func() bool) {
	r.t.Helper()
	require.Eventually(r.t, is, 20*time.Second, 5*time.Millisecond, what)
}

func TestDesk_AShopIsSetUpByKeysAlone(t *testing.T) {
	r := newDeskRig(t, "# mine\nlanguage = \"en\"\n")
	r.goTo("Gateway")
	require.Equal(t, "practice", r.value("Gateway"))
	r.press("Enter", "Home", "Enter") // lepay is the first
	require.Equal(t, "lepay", r.value("Gateway"))
	r.press("Down", "Down", "Enter", "15", "Enter")
	require.Equal(t, "15", r.value("Merchant number"))
	r.press("F7")
	require.Equal(t, `"Store number" (providers.lepay.store_id): is needed, the vendor assigns it`, r.told())
	require.Equal(t, "# mine\nlanguage = \"en\"\n", r.config(), "what would not load is not written")
	r.press("Down", "Enter", "460", "Enter", "F7")
	require.Equal(t, "Saved. It takes effect at the next start.", r.told())
	require.Equal(t, "# mine\nlanguage = \"en\"\nprovider = \"lepay\"\n\n[providers.lepay]\nmerchant_id = \"15\"\nstore_id = \"460\"\n", r.config())
}

func TestDesk_EveryPageIsReachedByKeysAndByTouch(t *testing.T) {
	r := newDeskRig(t, "")
	var byKeys []string
	for range r.now().Entries {
		byKeys = append(byKeys, r.texts.Text(r.now().Title))
		r.press("Down")
	}
	require.Len(t, byKeys, len(config.FormPages())-1+2, "all pages but the people's, the phone and the check")
	for i, want := range byKeys {
		r.Touch(kiosk.SetupTouched{Entry: i, Row: -1, Choice: -1})
		require.Equal(t, want, r.texts.Text(r.now().Title))
		r.press("Esc")
	}
}

func TestDesk_AWrongValueIsToldAndMayBeMended(t *testing.T) {
	r := newDeskRig(t, "")
	r.goTo("Devices")
	r.onto("Volume")
	r.press("Enter", "Backspace", "Backspace", "101", "Enter")
	require.Equal(t, `"Volume" (voice.volume): 101 is not between 0 and 100`, r.told())
	chinese, err := i18n.Load("zh-CN")
	require.NoError(t, err)
	require.Equal(t, "“播报音量”（voice.volume）：101 超出范围，应在 0 到 100 之间", chinese.Text(r.now().Told))
	require.NotNil(t, r.now().Edit, "it stays to be mended")
	r.press("Backspace", "Enter")
	require.Equal(t, "10 %", r.value("Volume"))
	require.Empty(t, r.config())
}

func TestDesk_EscGoesBackOneStepAndAtLastLeaves(t *testing.T) {
	r := newDeskRig(t, "")
	r.goTo("Shop")
	r.press("Enter", "x", "Esc")
	require.Nil(t, r.now().Edit)
	require.True(t, r.now().Inside)
	require.Equal(t, "facepay", r.value("Shop's name"), "nothing was taken")
	r.press("Esc")
	require.False(t, r.now().Inside)
	require.False(t, r.Take(kiosk.Pressed{Key: kiosk.KeyEsc}))
	require.False(t, r.Take(kiosk.Pressed{Key: kiosk.KeyF9}), "the sections' keys are not its own")
}

func TestDesk_SecretsAreDots(t *testing.T) {
	r := newDeskRig(t, "provider = \"yfpay\"\n[providers.yfpay]\ninst_no = \"1\"\nmch_no = \"2\"\nkey = \"TOPSECRET\"\n")
	r.goTo("Gateway")
	require.Equal(t, "••••••••", r.value("Key"))
	r.onto("Key")
	r.press("Enter", "NEW")
	require.Equal(t, "•••", r.texts.Text(r.now().Edit.Text))
	r.press("Enter", "F7")
	require.Contains(t, r.config(), `key = "NEW"`)
}

// form is the phone's page as a client that is no browser fills it in.
func (r *deskRig) send(values url.Values) int {
	r.t.Helper()
	a, err := http.PostForm(r.now().QR, values)
	require.NoError(r.t, err)
	a.Body.Close()
	return a.StatusCode
}

func TestDesk_WhatAPhoneSendsIsShownAndSavedByEnter(t *testing.T) {
	r := newDeskRig(t, "")
	r.press("Enter")
	require.Contains(t, r.now().QR, "/setup/")
	require.Equal(t, 422, r.send(url.Values{"provider": {"lepay"}}), "its numbers are missing")
	require.Empty(t, r.now().Rows)
	form := url.Values{"provider": {"lepay"}, "providers.lepay.merchant_id": {"15"}, "providers.lepay.store_id": {"460"}, "shop.name": {"示例小店"}, "providers.weidoufu.secret_key": {"HUSH"}}
	require.Equal(t, 200, r.send(form))
	require.Equal(t, "示例小店", r.value("Shop's name"))
	require.Equal(t, "••••••••", r.value("Secret key"))
	require.Equal(t, "facepay", r.texts.Text(r.row("Shop's name").Old))
	require.Empty(t, r.config())
	at := r.now().QR
	require.Equal(t, "", at, "the code is gone while it is looked at")
	r.press("Enter")
	require.Contains(t, r.config(), "name = \"示例小店\"")
	require.Contains(t, r.config(), "merchant_id = \"15\"")
	require.Empty(t, r.now().QR, "used up")
}

func TestDesk_WhatAPhoneSentIsDroppedByEscAndMayBeSentAgain(t *testing.T) {
	r := newDeskRig(t, "")
	r.press("Enter")
	at := r.now().QR
	require.Equal(t, 200, r.send(url.Values{"shop.name": {"A"}}))
	r.press("Esc")
	require.Equal(t, "Nothing was saved or changed.", r.told())
	require.Equal(t, at, r.now().QR)
	require.Equal(t, 200, r.send(url.Values{"shop.name": {"B"}}))
	r.press("Enter")
	require.Contains(t, r.config(), `name = "B"`)
}

// staff keeps people in memory, as a ledger does.
type staff struct {
	mu      sync.Mutex
	people  []kiosk.Person
	pins    map[string]int64
	fails   error
	counter []kiosk.Person // as the counter was told last
}

func (s *staff) People(context.Context) ([]kiosk.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.people), nil
}

func (s *staff) SavePerson(_ context.Context, _ string, p kiosk.Person, pin string) (kiosk.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if by, taken := s.pins[pin]; taken && by != p.ID {
		return kiosk.Person{}, fmt.Errorf("save a person: %w", kiosk.ErrPINTaken)
	}
	p = s.put(p, pin)
	return p, s.fails
}

func (s *staff) put(p kiosk.Person, pin string) kiosk.Person {
	p.HasPIN = p.HasPIN || pin != ""
	if at := slices.IndexFunc(s.people, func(o kiosk.Person) bool { return o.ID == p.ID }); at >= 0 {
		s.people[at] = p
	} else {
		p.ID = int64(len(s.people) + 1)
		s.people = append(s.people, p)
	}
	if pin != "" {
		s.pins[pin] = p.ID
	}
	return p
}

func (s *staff) SavePeople(_ context.Context, _ string, people []kiosk.Person) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails == nil {
		for _, p := range people {
			s.put(p, "")
		}
	}
	return s.fails
}

func (s *staff) RemovePerson(_ context.Context, _ string, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people = slices.DeleteFunc(s.people, func(p kiosk.Person) bool { return p.ID == id })
	return s.fails
}

// staffedRig is a desk with people, who are as they stand.
func staffedRig(t *testing.T, people ...kiosk.Person) (*deskRig, *staff) {
	s := &staff{people: people, pins: map[string]int64{}}
	return newDeskRig(t, "", func(p *Ports) {
		p.People, p.PeopleChanged = s, func(all []kiosk.Person) { s.mu.Lock(); s.counter = all; s.mu.Unlock() }
	}), s
}

func (r *deskRig) awaitTold(want string) {
	r.t.Helper()
	r.eventually(want, func() bool { return r.told() == want })
}

var owner = kiosk.Person{ID: 1, Role: kiosk.RoleOwner, HasPIN: true}

func TestDesk_PeopleComeByPhoneAllOrNone(t *testing.T) {
	r, s := staffedRig(t, owner)
	r.press("Enter")
	for _, name := range []string{"@x", "a|b", "owner", "一二三四五六七八九十一二三四五六七八九十一"} {
		require.Equal(t, 422, r.send(url.Values{"people.1.name": {name}}), name)
	}
	require.Equal(t, 422, r.send(url.Values{"people.2.name": {"李"}, "people.3.name": {"李"}}), "nobody else's")
	require.Equal(t, 422, r.send(url.Values{"people.1.name": {"老板"}, "people.1.role": {"cashier"}}), "somebody is the owner")
	require.Equal(t, []kiosk.Person{owner}, s.people)
	form := url.Values{"people.1.name": {"老板"}, "people.1.role": {"owner"}, "people.2.name": {"王"}, "people.2.role": {"manager"}, "people.3.name": {""}, "people.3.role": {"cashier"}}
	require.Equal(t, 200, r.send(form))
	s.fails = kiosk.ErrPersonName
	r.press("Enter")
	require.Contains(t, r.told(), "This name cannot be used")
	require.Equal(t, []kiosk.Person{owner}, s.people)
	s.fails = nil
	r.press("Enter")
	require.Equal(t, 200, r.send(form))
	r.press("Enter")
	require.Equal(t, "Saved; it holds from now on.", r.told())
	want := []kiosk.Person{{ID: 1, Name: "老板", Role: kiosk.RoleOwner, HasPIN: true}, {ID: 2, Name: "王", Role: kiosk.RoleManager}}
	require.Equal(t, want, s.people)
	require.Equal(t, want, s.counter, "the counter knows at once")
	require.Empty(t, r.config(), "the config has nothing of it")
}

func TestDesk_WhichHalfWasSavedIsSaid(t *testing.T) {
	r, s := staffedRig(t, owner)
	r.press("Enter")
	require.Equal(t, 200, r.send(url.Values{"shop.name": {"S"}, "people.1.name": {"Zhang"}, "people.2.name": {"Li"}}))
	s.fails = errors.New("disk full")
	r.press("Enter")
	require.Equal(t, "The settings are saved (for the next start), but none of the people: Not saved: disk full", r.told())
	require.Contains(t, r.config(), `name = "S"`)
	require.Equal(t, []kiosk.Person{owner}, s.people)
}

func TestDesk_TheFirstPersonIsTheOwner(t *testing.T) {
	r, s := staffedRig(t)
	r.press("Enter")
	require.Equal(t, 422, r.send(url.Values{"people.1.name": {"Li"}, "people.1.role": {"cashier"}}))
	require.Equal(t, 200, r.send(url.Values{"people.1.name": {"Zhang"}}))
	r.press("Enter")
	require.Equal(t, []kiosk.Person{{ID: 1, Name: "Zhang", Role: kiosk.RoleOwner}}, s.people)
}

func TestDesk_APersonIsAddedByKeysWithAPIN(t *testing.T) {
	r, s := staffedRig(t, owner)
	r.goTo("People and PINs")
	require.True(t, r.now().Rights, "who may do what stands there")
	r.press("End", "Enter", "a|b", "Enter")
	require.Contains(t, r.told(), "This name cannot be used")
	r.press("Backspace", "Backspace", "Enter")
	require.Equal(t, 2, r.now().Edit.Choice, "a cashier, unless said")
	r.press("Enter")
	r.awaitTold("a is added. Now a PIN of their own; Esc leaves it for later.")
	require.True(t, r.now().Edit.Digits)
	r.press("12", "Enter")
	require.Equal(t, "A PIN has 4 to 8 digits.", r.told())
	r.press("1234", "Enter", "1235", "Enter")
	require.Equal(t, "They differ; type it anew.", r.told())
	r.press("1234x", "Enter")
	require.Equal(t, "The same PIN once more.", r.told())
	r.press("1234", "Enter")
	r.awaitTold("The PIN is set.")
	want := []kiosk.Person{owner, {ID: 2, Name: "a", Role: kiosk.RoleCashier, HasPIN: true}}
	require.Equal(t, want, s.people)
	require.Equal(t, want, s.counter)

	r.press("Up", "Enter", "1", "234", "Enter", "1234", "Enter") // digits begin a PIN
	r.awaitTold("Somebody else has this PIN; choose another.")
	require.True(t, r.now().Edit.Digits)
	r.press("Esc")
	require.Nil(t, r.now().Edit)
}

func TestDesk_APersonIsRenamedPromotedAndRemoved(t *testing.T) {
	r, s := staffedRig(t, owner, kiosk.Person{ID: 2, Name: "Li", Role: kiosk.RoleCashier})
	r.goTo("People and PINs")
	touch := func(choice int) { r.Touch(kiosk.SetupTouched{Entry: -1, Row: -1, Choice: choice}) }
	begin := func(choice int) { r.Touch(kiosk.SetupTouched{Entry: -1, Row: 1, Choice: -1}); touch(choice) }
	begin(1)
	require.Equal(t, "Li", r.texts.Text(r.now().Edit.Text))
	r.press("u", "Enter")
	r.awaitTold("Liu is saved.")
	begin(2)
	touch(1)
	r.awaitTold("Liu is saved.")
	require.Equal(t, "Liu", r.value("Manager"))
	begin(3)
	touch(0)
	require.Len(t, s.people, 2, "kept")
	begin(3)
	touch(1)
	r.awaitTold("Liu is removed.")
	require.Equal(t, []kiosk.Person{owner}, s.counter)
}

func TestDesk_AStickIsOfferedAndItsChangesAreListed(t *testing.T) {
	r := newDeskRig(t, "language = \"en\"\n")
	stick := filepath.Join(t.TempDir(), offerName)
	offer := func(text string) {
		require.NoError(t, os.WriteFile(stick, []byte(text), 0o644))
		r.mu.Lock()
		r.sticks = []string{stick}
		r.mu.Unlock()
	}
	offer("language = \"en\"\n[shop]\nname = \"S\"\n[providers.yfpay]\nkey = \"HUSH\"\n")
	r.eventually("offered", func() bool { return r.texts.Text(r.now().Entries[1].Name) == "Settings on a USB stick" })
	r.goTo("Settings on a USB stick")
	require.Len(t, r.now().Rows, 2, "what is the same is no change")
	require.Equal(t, "S", r.value("Shop's name"))
	require.Equal(t, "••••••••", r.value("Key"))
	require.Equal(t, "language = \"en\"\n", r.config())
	r.press("Enter")
	require.Contains(t, r.config(), "name = \"S\"")

	for text, want := range map[string]string{
		"[shop]\nname = \"S\"\n":                   "The stick has the same settings",
		"PK\x03\x04":                               "Not saved: " + stick + ":1: ",
		"[shop]\nnmae = \"S\"\n":                   "unknown key; did you mean shop.name?",
		"[shop]\nname = 3\n":                       "must be a string in quotes",
		"[voice]\nvolume = 300\n":                  "300 is not between 0 and 100",
		"provider = \"weidoufu\"\n":                "is needed",
		"# " + strings.Repeat("x", 300<<10):        "has more than 256 KiB",
		"shop.name = \"" + strings.Repeat("店", 99): "",
	} {
		offer(text)
		r.goTo("Settings on a USB stick")
		require.Contains(t, r.told(), want, text[:min(len(text), 40)])
		require.NotEmpty(t, r.told())
		require.Empty(t, r.now().Rows)
	}
	require.NoError(t, os.Remove(stick)) // it vanishes before it is read
	r.goTo("Settings on a USB stick")
	require.Contains(t, r.told(), "there is no such file")
	require.NotContains(t, r.config(), "300")
}

func TestDesk_WorkShowsWhatItFoundAndIsEndedByEsc(t *testing.T) {
	started := make(chan context.Context, 1)
	r := newDeskRig(t, "provider = \"lepay\"\n[providers.lepay]\nmerchant_id = \"1\"\nstore_id = \"2\"\n", func(p *Ports) {
		p.Check = func(context.Context) []kiosk.CheckResult {
			return []kiosk.CheckResult{{Check: kiosk.CheckDisk, Health: kiosk.HealthFailed, What: kiosk.T("check.title")}}
		}
		p.Way = func(ctx context.Context, c config.Config) []kiosk.CheckResult {
			started <- ctx
			<-ctx.Done()
			return nil
		}
		p.FindScanner = func(context.Context) (string, error) { return "/dev/ttyUSB7", nil }
	})
	r.goTo("Check")
	r.eventually("checked", func() bool { return len(r.now().Results) == 1 })
	require.Equal(t, "Something is wrong, see above.", r.told())
	r.goTo("Gateway")
	r.press("Esc", "F5")
	ctx := <-started
	require.True(t, r.now().Busy)
	r.press("Esc")
	<-ctx.Done()
	r.goTo("Scanner")
	r.press("Esc", "F5")
	r.eventually("found", func() bool { return r.value("Scanner's port") == "/dev/ttyUSB7" })
	r.Take(kiosk.Scanned{})
	require.Equal(t, "The scanner works.", r.told())
}

func TestDesk_ADeviceIsTriedWithWhatIsNotSavedYet(t *testing.T) {
	tried := make(chan config.Config, 1)
	r := newDeskRig(t, "", func(p *Ports) {
		p.Trials = map[string]func(context.Context, config.Config) []kiosk.CheckResult{
			"voice": func(_ context.Context, c config.Config) []kiosk.CheckResult {
				tried <- c
				return []kiosk.CheckResult{{Check: kiosk.CheckVoice, What: kiosk.T("check.found.voice.tested"), Health: kiosk.HealthOK}}
			},
		}
	})
	r.goTo("Devices")
	r.press("F5")
	require.Empty(t, r.now().Results, "of a device that cannot be tried there is nothing to try")
	r.onto("Volume")
	r.press("Enter", "Backspace", "Backspace", "30", "Enter", "F5")
	require.Equal(t, 30, (<-tried).Voice.Volume)
	r.eventually("tried", func() bool { return len(r.now().Results) == 1 })
	require.Equal(t, "Nothing is wrong.", r.told())
	r.press("Enter", "Backspace", "Backspace", "101", "Enter")
	require.Contains(t, r.told(), "101 is not between 0 and 100")
}

// Mistakes in the shop's folder are told as soon as somebody looks at its page.
func TestDesk_TheShopsFolderOfAdvertsIsLookedAtUnasked(t *testing.T) {
	r := newDeskRig(t, "", func(p *Ports) {
		p.Trials = map[string]func(context.Context, config.Config) []kiosk.CheckResult{
			"adverts": func(_ context.Context, c config.Config) []kiosk.CheckResult {
				return []kiosk.CheckResult{health.Warning(kiosk.CheckAdverts, "adverts.bad", "mistake", c.Adverts.Interval.String())}
			},
		}
	})
	r.goTo("Adverts")
	r.eventually("looked at", func() bool { return len(r.now().Results) == 1 })
	require.Equal(t, []string{"mistake", "8s"}, r.now().Results[0].What.Args)
	require.Equal(t, "It works; what to mend is above.", r.told())
}

// What takes effect at once is handed over and said so, and no start is offered for it.
func TestDesk_WhatIsLiveTakesEffectAtOnce(t *testing.T) {
	var applied []config.Config
	r := newDeskRig(t, "language = \"en\"\n", func(p *Ports) {
		p.Apply = func(c config.Config) { applied = append(applied, c) }
		p.Restart = func() {}
	})
	r.goTo("Till")
	r.onto("Most in one sale")
	r.press("Enter", "Backspace", "Backspace", "Backspace", "Backspace", "Backspace", "Backspace", "Backspace", "Backspace", "300", "Enter", "F7")
	require.Equal(t, "Saved, and in effect.", r.told())
	require.Len(t, applied, 1)
	require.Equal(t, "300", applied[0].Cashier.MaxAmount)
	restarts := func() bool {
		return slices.ContainsFunc(r.now().Buttons, func(b kiosk.Button) bool { return b.Key == kiosk.KeyF6 })
	}
	require.False(t, restarts())

	r.goTo("Shop")
	r.press("Enter", "x", "Enter", "F7")
	require.Equal(t, "Saved. It takes effect at the next start.", r.told())
	require.True(t, restarts())
}

func TestDesk_TheCustomersMonitorIsChosenByItsNumber(t *testing.T) {
	on := []string{"HDMI-1 +0+0", "HDMI-2 DEL-A0C7-4C3A5331 +1280+0"}
	numbered, applied := 0, ""
	r := newDeskRig(t, "[customer_screen]\nmonitor = \"DP-9 +0+800\"\n", func(p *Ports) {
		p.Monitors, p.Number = func() []string { return on }, func() { numbered++ }
		p.Apply = func(c config.Config) { applied = c.CustomerScreen.Monitor }
	})
	r.goTo("Screens")
	r.press("F5")
	require.Equal(t, 1, numbered)
	r.onto("Customer's monitor")
	r.press("Enter")
	require.Equal(t, 2, numbered)
	var choices []string
	for _, c := range r.now().Edit.Choices {
		choices = append(choices, r.texts.Text(c))
	}
	require.Equal(t, []string{"any but the primary one", "1   " + on[0], "2   " + on[1], "off now: DP-9 +0+800"}, choices)
	require.Equal(t, 3, r.now().Edit.Choice)
	r.press("Up", "Enter", "F7")
	require.Equal(t, on[1], applied, "at once")
	require.Contains(t, r.config(), `monitor = "`+on[1]+`"`)
}
