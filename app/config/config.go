package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"facepay/assets/i18n"
	"facepay/device/awake"
	"facepay/device/face"
	"facepay/device/pole"
	"facepay/device/printer"
	"facepay/device/scanner"
	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/adverts"
	"facepay/providers/webhook"
	"facepay/store"
)

// Config is the config file. Each section belongs to the package that uses it;
// this file only puts them together.
type Config struct {
	Language       string                `toml:"language"`
	Provider       string                `toml:"provider"`
	Shop           Shop                  `toml:"shop"`
	Cashier        Cashier               `toml:"cashier"`
	Codes          kiosk.PayCodeSettings `toml:"codes"`
	Providers      providers.Config      `toml:"-"` // each section is read into its own gateway's type
	Notify         webhook.Config        `toml:"notify"`
	Mini           webhook.MiniLink      `toml:"mini"`
	Scanner        scanner.Config        `toml:"scanner"`
	Pole           pole.Config           `toml:"pole"`
	Face           face.Config           `toml:"face"`
	Printer        printer.Config        `toml:"printer"`
	Voice          voice.Config          `toml:"voice"`
	Adverts        adverts.Config        `toml:"adverts"`
	Screen         awake.Config          `toml:"screen"`
	Backup         store.BackupConfig    `toml:"backup"`
	CustomerScreen CustomerScreen        `toml:"customer_screen"`
	Accessibility  Accessibility         `toml:"accessibility"`

	// Dialect is the gateway that a practice till speaks as: the provider of the
	// file, where that names one.
	Dialect string `toml:"-"`
}

type Shop struct {
	Name     string `toml:"name"`
	Till     string `toml:"till"`
	DayStart string `toml:"day_start"` // "04:00": the business day begins
}

type Cashier struct {
	MaxAmount string `toml:"max_amount"` // yuan
	DefaultQR string `toml:"default_qr"`
	Cash      bool   `toml:"cash"`
	CountApps bool   `toml:"count_apps"` // what each merchant app says is asked for when a shift is closed
}

// CustomerScreen is a second full-screen window for the customer, and the page for a
// phone or tablet.
type CustomerScreen struct {
	Enabled  bool   `toml:"enabled"`
	Monitor  string `toml:"monitor"`   // its identity; "": the one that is not the primary
	PagePort int    `toml:"page_port"` // 0: one that is free, and the same from then on
}

// The lowest port that needs no rights of an administrator, and the highest.
const portMin, portMax = 1024, 65535

// monitorRunesMax is far over the length of any monitor's identity.
const monitorRunesMax = 200

// Check refuses what is no line of text.
func (c CustomerScreen) Check() error {
	if utf8.RuneCountInString(c.Monitor) > monitorRunesMax || strings.ContainsFunc(c.Monitor, unicode.IsControl) {
		return keyErr("monitor", "is no monitor's identity; Settings has those that are there")
	}
	if c.PagePort != 0 && (c.PagePort < portMin || c.PagePort > portMax) {
		return keyErr("page_port", strconv.Itoa(c.PagePort)+" is not between "+strconv.Itoa(portMin)+" and "+strconv.Itoa(portMax))
	}
	return nil
}

// DefaultLanguage is that of a till whose config names none.
const DefaultLanguage = "zh-CN"

// Lengths of names, so that they fit the status bar and a receipt's line.
const (
	shopNameRunesMax = 40
	tillNameRunesMax = 16
)

// Default are the values of keys that the file leaves out. Without a word about
// the provider a till practises: the one default that cannot move money.
func Default() Config {
	return Config{
		Language:       DefaultLanguage,
		Provider:       providers.Practice,
		Dialect:        providers.DefaultDialect,
		Shop:           Shop{Name: "facepay", Till: "01", DayStart: "00:00"},
		Cashier:        Cashier{MaxAmount: "50000.00"},
		Codes:          kiosk.DefaultPayCodeSettings(),
		Providers:      providers.Default(),
		Scanner:        scanner.Default(),
		Pole:           pole.Default(),
		Face:           face.Default(),
		Printer:        printer.Default(),
		Voice:          voice.Default(),
		Adverts:        adverts.Default(),
		Backup:         store.DefaultBackupConfig(),
		CustomerScreen: CustomerScreen{},
		Accessibility:  Accessibility{Text: TextNormal, Contrast: ContrastNormal, Motion: true, Hand: HandRight},
	}
}

func keyErr(key, problem string) error { return Error{Key: key, Problem: problem} }

// Check looks at every value that was set, used or not, and returns the first
// that cannot work as an Error without a place.
func (c Config) Check() error {
	if languages := i18n.Languages(); !slices.Contains(languages, c.Language) {
		return keyErr("language", oneOf(c.Language, languages))
	}
	if names := providers.Names(); !slices.Contains(names, c.Provider) {
		return keyErr("provider", oneOf(c.Provider, names))
	}
	for _, section := range []struct {
		name  string
		check func() error
	}{
		{"shop", c.Shop.Check},
		{"cashier", c.Cashier.Check},
		{"codes", c.checkCodes},
		{"providers", func() error { return c.Providers.Check(c.Provider) }},
		{"notify", c.Notify.Check},
		{"mini", c.Mini.Check},
		{"scanner", c.Scanner.Check},
		{"pole", c.Pole.Check},
		{"face", c.Face.Check},
		{"printer", c.Printer.Check},
		{"voice", c.Voice.Check},
		{"screen", c.Screen.Check},
		{"customer_screen", c.CustomerScreen.Check},
		{"accessibility", c.Accessibility.Check},
		{"backup", c.Backup.Check},
		{"adverts", func() error { return c.Adverts.Check("adverts") }},
	} {
		if err := section.check(); err != nil {
			return inSection(section.name, err)
		}
	}
	if err := c.Providers.CheckPublicURL(c.Provider, c.Notify.PublicURL); err != nil {
		return inSection("notify", err)
	}
	return nil
}

func (c Config) checkCodes() error {
	if _, err := c.Codes.Limit(); err != nil {
		return fmt.Errorf("max_amount: %w", err)
	}
	_, err := c.Codes.Table()
	return err
}

// inSection makes a section's own error one about a key of the whole file. A
// section names its key before the first colon, with or without its own name.
func inSection(section string, err error) error {
	key, problem := "", err.Error()
	if known, ok := errors.AsType[Error](err); ok {
		key, problem = known.Key, known.Problem
	} else if head, tail, found := strings.Cut(problem, ": "); found && isKeyPath(head) {
		key, problem = head, tail
	}
	keys := schema()
	for _, full := range []string{key, section + "." + key, section} {
		if _, ok := keys[full]; ok {
			return keyErr(full, problem)
		}
	}
	return keyErr(section, err.Error())
}

func isKeyPath(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_.") == ""
}

// Check holds the names to what fits a status bar and the history.
func (s Shop) Check() error {
	if err := checkName("name", s.Name, shopNameRunesMax); err != nil {
		return err
	}
	if s.Till == "" {
		return keyErr("till", "must not be empty; it tells the tills of a shop apart")
	}
	if _, err := s.dayStart(); err != nil {
		return keyErr("day_start", "must be a time of day such as \"04:00\"")
	}
	return checkName("till", s.Till, tillNameRunesMax)
}

// dayStart is the time of day at which the shop's business day begins.
func (s Shop) dayStart() (time.Duration, error) {
	at, err := time.Parse("15:04", s.DayStart)
	if err == nil && len(s.DayStart) != len("15:04") { // 4:00, which Parse takes
		err = errors.New("two digits each")
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, err
}

func checkName(key, name string, runesMax int) error {
	if strings.ContainsFunc(name, unicode.IsControl) {
		return keyErr(key, "must be one line of plain text")
	}
	if n := utf8.RuneCountInString(name); n > runesMax {
		return keyErr(key, Plural(n, "character")+", but at most "+Plural(runesMax, "character")+" fit")
	}
	return nil
}

// Check reads the limit, and whose QR is the first.
func (c Cashier) Check() error {
	if _, err := c.Limit(); err != nil {
		return keyErr("max_amount", err.Error())
	}
	wallets := []string{"", string(kiosk.WeChat), string(kiosk.Alipay)}
	if !slices.Contains(wallets, c.DefaultQR) {
		return keyErr("default_qr", oneOf(c.DefaultQR, wallets))
	}
	return nil
}

// Apps are the wallets whose merchant app is asked for when a shift is closed.
func (c Cashier) Apps() []kiosk.Wallet {
	if !c.CountApps {
		return nil
	}
	return []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}
}

// Limit is MaxAmount.
func (c Cashier) Limit() (kiosk.Fen, error) { return kiosk.ParseLimit(c.MaxAmount) }
