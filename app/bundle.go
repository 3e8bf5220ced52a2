package app

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"facepay/app/build"
	"facepay/app/config"
	"facepay/app/logfile"
	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store"
	"facepay/store/atomicfile"
)

// WriteBundle writes a Bundle, which appears whole or not at all.
func WriteBundle(ctx context.Context, s config.Loaded, file string, screen health.Check, show func(done, total int64)) error {
	write, err := Bundle(ctx, s, screen, show)
	if err != nil {
		return err
	}
	return store.WriteFile(file, write)
}

// Bundle returns the writer of a zip for whoever helps: versions, the results of all checks, the config
// and the logs, in which each secret, payment code and payer's name is masked. The checks are done
// when it returns. It reads beside a running till, and moves no money.
func Bundle(ctx context.Context, s config.Loaded, screen health.Check, show func(done, total int64)) (write func(io.Writer) error, err error) {
	texts, err := i18n.Load("en")
	if err != nil {
		return nil, err
	}
	b := bundle{setup: s, mask: newMask(s), now: time.Now()}
	var checks strings.Builder
	err = Check(ctx, s, store.LedgerLook{Show: show}, screen, func(f kiosk.CheckResult) {
		fmt.Fprintln(&checks, CheckLine(texts, f))
	})
	if err == nil {
		err = ctx.Err() // results that were cut off say nothing
	}
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		err := errors.Join(
			b.text(z, "versions.txt", b.versions()), b.text(z, "check.txt", checks.String()), b.text(z, "config.txt", b.config()), b.logs(ctx, z))
		return errors.Join(err, z.Close())
	}, nil
}

// CheckLine is a result of a check as facepay check prints it.
func CheckLine(texts *i18n.Catalogue, f kiosk.CheckResult) string {
	text := texts.FoundTodo(f)
	if f.Health == kiosk.HealthFailed && f.Cause != kiosk.CauseNone {
		text += " [" + texts.Text(kiosk.T("check.whose."+string(f.Cause))) + "]"
	}
	name := texts.Text(kiosk.T("check.look." + string(f.Check)))
	return fmt.Sprintf("%-6s  %-11s  %s", f.Health, name, font.Harmless(strings.Join(strings.Fields(text), " ")))
}

type bundle struct {
	setup config.Loaded
	mask  *mask
	now   time.Time
}

func (b *bundle) versions() string {
	v := build.Read()
	return fmt.Sprintf("facepay %s\ncommit  %s\ngo      %s\nfyne    %s\nsystem  %s/%s\nmade    %s\nconfig  %s\ndata    %s\n", v.Version, v.Commit, v.Go, v.Fyne,
		runtime.GOOS, runtime.GOARCH, b.now.Format(time.RFC3339), b.setup.ConfigFile, b.setup.DataDir)
}

// config is every key with its value, or with whether it is set for one that may be secret.
func (b *bundle) config() string {
	var lines strings.Builder
	for _, f := range config.Form() {
		value := b.setup.Config.Value(f.Key)
		if isSecret(f) {
			value = map[bool]string{true: "set", false: "empty"}[value != ""]
		} else {
			value = fmt.Sprintf("%q", withoutLogin(value))
		}
		fmt.Fprintf(&lines, "%s = %s\n", f.Key, value)
	}
	return lines.String()
}

// isSecret takes more for secret than the config does: what names a key's file, too.
func isSecret(f config.Field) bool { return f.Secret || logfile.IsSecretName(f.Key) }

// withoutLogin takes the login out of an address, and what its query says.
func withoutLogin(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		return value
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}

func (b *bundle) logs(ctx context.Context, z *zip.Writer) error {
	dir := filepath.Join(b.setup.DataDir, logfile.Folder)
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.log"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.log(ctx, z, name); err != nil {
			return fmt.Errorf("read %s: %w", filepath.Base(name), err)
		}
	}
	return nil
}

// escapeGlob has the letters of a path stand for themselves.
func escapeGlob(path string) string {
	if runtime.GOOS == "windows" {
		return path // where no name has such letters but brackets, which the till's folder has not
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// logLineMax bounds a line of a log; what is longer is cut there, so that nothing in it is missed by
// being read in parts.
const logLineMax = 1 << 20

func (b *bundle) log(ctx context.Context, z *zip.Writer, name string) error {
	file, err := atomicfile.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil // it was turned over in this moment
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read from
	w, err := b.entry(z, "log/"+filepath.Base(name))
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, logLineMax)
	for lines.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w, b.mask.text(lines.Text())); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		_, err := fmt.Fprintln(w, "(a line of more than 1 MiB: the rest is left out)")
		return err
	}
	return lines.Err()
}

func (b *bundle) text(z *zip.Writer, name, text string) error {
	w, err := b.entry(z, name)
	if err == nil {
		_, err = io.WriteString(w, b.mask.literal(text))
	}
	return err
}

func (b *bundle) entry(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.now})
}

// mask takes secrets out of texts.
type mask struct {
	secrets *strings.Replacer // the values of this config, and of its file
}

// secretMin is the shortest value that is looked for: one of fewer letters is part of every word.
const secretMin = 4

func newMask(s config.Loaded) *mask {
	var pairs []string
	add := func(value string) {
		if len(value) >= secretMin {
			pairs = append(pairs, value, "***")
		}
	}
	for _, f := range config.Form() {
		if isSecret(f) {
			add(s.Config.Value(f.Key))
		}
	}
	var tree map[string]any
	if _, err := toml.DecodeFile(s.ConfigFile, &tree); err == nil { // without a file there are none in it
		secretsIn(tree, add)
	}
	return &mask{secrets: strings.NewReplacer(pairs...)}
}

// secretsIn finds those that the file has, though the environment may have others in their place.
func secretsIn(tree map[string]any, add func(string)) {
	for key, value := range tree {
		switch value := value.(type) {
		case map[string]any:
			secretsIn(value, add)
		case string:
			if logfile.IsSecretName(key) {
				add(value)
			}
		}
	}
}

// payerNamed is a payer with its name, as the log and Go print them.
var payerNamed = regexp.MustCompile(`(?i)("?\b\w*(?:payer|buyer|openid)\w*"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s",}\]]+)`)

func (m *mask) literal(text string) string { return m.secrets.Replace(text) }

func (m *mask) text(line string) string {
	return logfile.Redact(payerNamed.ReplaceAllString(m.literal(line), "$1***"))
}
