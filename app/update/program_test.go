package update

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"facepay/app/heartbeat"
	"facepay/kiosk"
	"facepay/store"
	"facepay/store/atomicfile"
)

// The test binary plays facepay, in any version, where this variable is set. Its
// installed program is of version 1.0.0, and one in a slot is of the version that its
// folder has.
const (
	playVariable = "UPDATE_TEST_KEY" // the public key in base64
	// killVariable is the moment at which the installed program is killed.
	killVariable = "UPDATE_TEST_KILL"
	// faultVariable is the fault of each version but the first.
	faultVariable = "UPDATE_TEST_FAULT"
	readyVariable = "UPDATE_TEST_READY"
)

// What can be wrong with a new version.
const (
	faultCrash      = "crash"             // it ends at once
	faultHang       = "hang"              // it does nothing at all
	faultUnpainted  = "unpainted"         // its ledger is open and nothing is painted
	faultAsks       = "asks"              // its window asks something
	faultMigrates   = "migrates"          // none: it brings the ledger to a newer schema
	faultDies       = "migrates and dies" // after that
	faultDiesReady  = "dies when ready"
	faultOtherWords = "other version" // it is not the version that it should be
)

func TestMain(m *testing.M) {
	key, playing := os.LookupEnv(playVariable)
	if !playing {
		os.Exit(m.Run())
	}
	public, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		panic(err)
	}
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if limit := os.Getenv(readyVariable); limit != "" {
		if readyMax, err = time.ParseDuration(limit); err != nil {
			panic(err)
		}
	}
	s := at(exe, "1.0.0", ed25519.PublicKey(public))
	if s.InSlot() {
		s.Version = filepath.Base(filepath.Dir(exe))
	} else if at := os.Getenv(killVariable); at != "" {
		moment = func(now string) {
			if now == at {
				killSelf()
			}
		}
	}
	os.Exit(play(s, os.Args[1:]))
}

func killSelf() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// play is facepay with a command and its arguments.
func play(s Slots, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, "facepay:", err)
		return 1
	}
	switch args[0] {
	case "version":
		if os.Getenv(faultVariable) == faultOtherWords {
			fmt.Println("facepay 0.0.1")
			return 0
		}
		fmt.Println("facepay", s.Version)
		return 0
	case "stage":
		version, err := s.Stage(ctx, args[1], len(args) > 2)
		if err != nil {
			return fail(err)
		}
		fmt.Println(version)
		return 0
	case "back":
		name, err := s.Back(ctx)
		if err != nil {
			return fail(err)
		}
		fmt.Println(name)
		return 0
	case "till":
		if s.InSlot() || os.Getenv(heartbeat.Env) != "" {
			if err := sell(ctx, s, args[1]); err != nil {
				return fail(err)
			}
			return 0
		}
		return startTill(ctx, s, args)
	}
	return fail(errors.New("what?"))
}

// startTill is the start of a till by the installed program.
func startTill(ctx context.Context, s Slots, args []string) int {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	child, err := s.Try(ctx, Trial{Args: args, Data: args[1], Stderr: os.Stderr, Log: log})
	if child != nil {
		_ = child.Wait()
		return 0
	}
	if ctx.Err() != nil {
		return 0
	}
	program, trouble := s.Choose()
	if err := errors.Join(err, trouble); err != nil {
		fmt.Fprintln(os.Stderr, "trouble:", err)
	}
	if program != s.Program {
		code, err := Run(program, args)
		if err == nil {
			return code
		}
		fmt.Fprintln(os.Stderr, "trouble:", err)
	}
	if err := sell(ctx, s, args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "facepay:", err)
		return 1
	}
	return 0
}

// sell is a till that tells of itself, makes one sale and waits for its end.
func sell(ctx context.Context, s Slots, data string) error {
	fault := os.Getenv(faultVariable)
	if !s.InSlot() {
		fault = ""
	}
	switch fault {
	case faultCrash:
		return errors.New("a new mistake")
	case faultHang:
		select {}
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	h := heartbeat.NewSender(os.Stdin, os.Stdout, end)
	if fault == faultAsks {
		fmt.Fprintln(os.Stderr, "facepay: what now?")
		h.Ask(ctx, func(f func()) { f() })
		return ctx.Err()
	}
	if fault == faultMigrates || fault == faultDies {
		if err := migrateByHand(ctx, data); err != nil {
			return err
		}
		if fault == faultDies {
			killSelf()
		}
		return sellOn(ctx, s, h, nil, data)
	}
	l, err := store.Open(ctx, data, store.Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	return sellOn(ctx, s, h, l, data)
}

func sellOn(ctx context.Context, s Slots, h *heartbeat.Sender, l *store.Ledger, data string) error {
	switch fault := os.Getenv(faultVariable); {
	case fault == faultUnpainted && s.InSlot():
	case fault == faultDiesReady && s.InSlot():
		fmt.Println("ready")
		killSelf()
	default:
		h.Ready()
	}
	go h.Run(ctx, func(f func()) { f() })
	select {
	case <-h.Go():
	case <-ctx.Done():
		return nil
	}
	if l != nil {
		if err := l.Save(ctx, oneSale(time.Now())); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "selling", s.Version)
	if h.Supervised() {
		<-ctx.Done()
		return nil
	}
	go func() { // its tester holds the other end
		_, _ = io.Copy(io.Discard, bufio.NewReader(os.Stdin))
		os.Exit(0)
	}()
	<-ctx.Done()
	return nil
}

func oneSale(at time.Time) kiosk.Write {
	no := fmt.Sprintf("ORDER%019d", at.UnixNano())
	return kiosk.Write{
		Sales: []kiosk.Sale{{ID: kiosk.SaleID(no), Amount: 1, State: kiosk.SalePaid, OpenedAt: at, PaidBy: kiosk.OrderNo(no), Version: 1}},
		Payments: []kiosk.Payment{{OrderNo: kiosk.OrderNo(no), Sale: kiosk.SaleID(no), Amount: 1, Wallet: kiosk.WeChat, Rail: kiosk.RailQR,
			Provider: "lepay", State: kiosk.StatePaid, CreatedAt: at, PaidAt: at, Version: 1}},
	}
}

// migrateByHand does to a ledger what a newer program does: it keeps a copy, and then
// brings the schema to 99.
func migrateByHand(ctx context.Context, data string) error {
	l, err := store.Open(ctx, data, store.Options{})
	if errors.Is(err, store.ErrNewer) {
		return nil
	}
	if err != nil {
		return err
	}
	name, err := l.Backup(ctx, time.Now())
	if err := errors.Join(err, l.Close()); err != nil {
		return err
	}
	if err := atomicfile.Rename(name, filepath.Join(filepath.Dir(name), "ledger-before-schema-99.db")); err != nil {
		return err
	}
	db, err := openRaw(filepath.Join(data, store.LedgerName))
	if err != nil {
		return err
	}
	for _, do := range []string{`CREATE TABLE more (id INTEGER PRIMARY KEY)`, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`} {
		if _, err := db.ExecContext(ctx, do); err != nil {
			return err
		}
	}
	return db.Close()
}

// facepay prepares the installed program of a test.
func (b *bench) facepay(args ...string) *exec.Cmd {
	cmd := exec.Command(b.slots.Program, args...)
	cmd.Env = append(os.Environ(), playVariable+"="+base64.StdEncoding.EncodeToString(b.slots.Key))
	cmd.Env = append(cmd.Env, b.environ...)
	return cmd
}

// does runs a command of the installed program to its end.
func (b *bench) does(args ...string) (said string, err error) {
	out, err := b.facepay(args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}
