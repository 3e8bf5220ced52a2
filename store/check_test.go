package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

func TestCheckLedger_ALedgerThatWentAwayIsNoNewOne(t *testing.T) {
	data := t.TempDir()
	ledger, err := Open(t.Context(), data, Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Save(t.Context(), kiosk.Write{
		Sales:   []kiosk.Sale{{ID: "s1", Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1}},
		Records: []kiosk.Record{{Kind: kiosk.RecordSaleOpened, Sale: "s1", At: time.Now()}},
	}))
	check := func() kiosk.CheckResult { return CheckLedger(data, Options{}, time.Minute, true).Run(t.Context())[0] }
	point := filepath.Join(data, "ledger-verified.json")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ledger.KeepVerifying(ctx, func(error) {})
	}()
	require.Eventually(t, func() bool { _, err := os.Stat(point); return err == nil }, 30*time.Second, time.Millisecond)
	cancel()
	<-done
	require.NoError(t, ledger.Close())
	require.Equal(t, "check.found.ledger.ok", check().What.ID)
	live := CheckLedger(data, Options{}, time.Minute, false)
	require.Equal(t, "check.found.ledger.no_pin", live.Run(t.Context())[1].What.ID)
	kept, err := os.ReadFile(point)
	require.NoError(t, err)
	require.NoError(t, os.Remove(point))
	require.Equal(t, "check.found.ledger.no_point", check().What.ID)
	require.NoError(t, os.WriteFile(point, kept, 0o600))
	require.NoError(t, os.Remove(filepath.Join(data, LedgerName)))
	require.Equal(t, "check.found.ledger.damaged", check().What.ID)
}

func TestCheckLedger_WhatALedgersVerificationComesTo(t *testing.T) {
	for _, row := range []struct {
		err    error
		health kiosk.Health
		id     string
		brief  bool
	}{
		{nil, kiosk.HealthOK, "check.found.ledger.ok", false},
		{fmt.Errorf("verify: %w", context.DeadlineExceeded), kiosk.HealthWarning, "check.found.ledger.unfinished", false},
		{fmt.Errorf("x: %w", ErrNoVerifiedPoint), kiosk.HealthWarning, "check.found.ledger.no_point", false},
		{fmt.Errorf("x: %w", ErrDamaged), kiosk.HealthFailed, "check.found.ledger.damaged", true},
		{fmt.Errorf("x: %w", ChainErrors{{Fault: FaultEdited}}), kiosk.HealthFailed, "check.found.ledger.edited", true},
		{fmt.Errorf("x: %w", ErrNewer), kiosk.HealthFailed, "check.found.ledger.newer", false},
		{fmt.Errorf("x: %w", ErrOlder), kiosk.HealthFailed, "check.found.ledger.older", false},
		{fs.ErrPermission, kiosk.HealthFailed, "check.found.ledger.unreadable", true},
	} {
		f := LedgerResult(row.err)
		require.Equal(t, row.id, f.What.ID)
		require.Equal(t, row.health, f.Health, row.id)
		require.Equal(t, row.brief, !f.Brief.IsZero(), row.id)
	}
}

// The log has an error's words and people have the catalogue's: in English they
// are the same.
func TestCheckLedger_EveryFaultOfAHistoryIsNamedInBothLanguages(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 32, 5, 0, time.FixedZone("", 8*3600))
	event := func(fault Fault) *ChainError {
		return &ChainError{Fault: fault, Row: RowEvent, Seq: 17, Kind: kiosk.RecordMoved, At: at, OrderNo: "20261122PAYMENT1234"}
	}
	row := func(kind RowKind, fault Fault, seq int64) *ChainError {
		e := &ChainError{Fault: fault, Row: kind, Seq: seq, Sale: "SALE5678"}
		if kind != RowSale {
			e.OrderNo = "20261122PAYMENT1234"
		}
		if kind == RowRefund {
			e.Refund = "REFUND9012"
		}
		if seq != 0 {
			e.Kind, e.At = kiosk.RecordLate, at
		}
		return e
	}
	faults := ChainErrors{
		{Fault: FaultRemoved, Row: RowEvent, Seq: 3},
		{Fault: FaultRemoved, Row: RowEvent, Seq: 3, Last: 8},
		event(FaultEdited), event(FaultInserted), event(FaultMoved), event(FaultMove), event(FaultRewritten),
		{Fault: FaultSchema, Row: RowSchema, Names: "events_no_delete, events_no_update"},
	}
	for _, kind := range []RowKind{RowSale, RowPayment, RowRefund} {
		faults = append(faults, row(kind, FaultEdited, 17), row(kind, FaultRemoved, 17), row(kind, FaultUnrecorded, 17), row(kind, FaultOverwritten, 17),
			row(kind, FaultInserted, 0), row(kind, FaultEdited, 0))
	}
	require.True(t, faults.Full())
	english, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "its history was changed: "+faults.Error(), english.Found(LedgerResult(faults)))
	require.Equal(t, "its history was changed: "+faults[2].Error(), english.Found(LedgerResult(faults[2])))
	chinese, err := i18n.Load("zh-CN")
	require.NoError(t, err)
	latin := regexp.MustCompile(`[a-z_]{2,}`)
	for _, e := range faults {
		said := chinese.Text(faultText(e))
		require.NotContains(t, said, "{")
		for _, word := range latin.FindAllString(said, -1) {
			require.Contains(t, string(e.Kind)+e.Names, word, said)
		}
		for _, number := range regexp.MustCompile(`\d+`).FindAllString(e.Error(), -1) {
			require.Contains(t, said, number)
		}
	}
}

// Each report of a running till, the one that it was too much to look on
// included.
func TestCheckLedger_AChangedHistoryIsNeverCalledADamagedFile(t *testing.T) {
	data := t.TempDir()
	ledger, err := Open(t.Context(), data, Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, ledger.Close()) }()
	var w kiosk.Write
	for i := range 30 {
		w.Sales = append(w.Sales, kiosk.Sale{ID: kiosk.SaleID(fmt.Sprintf("s%d", i)), Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1})
	}
	require.NoError(t, ledger.Save(t.Context(), w))
	db, err := sql.Open("sqlite3", filepath.Join(data, LedgerName))
	require.NoError(t, err)
	_, err = db.Exec(`UPDATE sales SET amount = 2`)
	require.NoError(t, errors.Join(err, db.Close()))

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var said []error
	ledger.KeepVerifying(ctx, func(err error) {
		said = append(said, err)
		require.Equal(t, "check.found.ledger.edited", LedgerResult(err).What.ID, err)
		if strings.Contains(err.Error(), "the rest was not looked at") {
			cancel()
		}
	})
	require.Greater(t, len(said), 20)
}
