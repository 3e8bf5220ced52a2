package store

import (
	"context"
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
	ledger := oneSale(t)
	said := func(practice bool) []kiosk.CheckResult {
		return CheckLedger(ledger.dir, testOptions, LedgerLook{Max: time.Minute, Practice: practice}).Run(t.Context())
	}
	require.Equal(t, "check.found.ledger.no_point", said(true)[0].What.ID)
	require.Empty(t, verified(t, ledger, 1))
	require.NoError(t, ledger.Close())
	require.Equal(t, "check.found.ledger.ok", said(true)[0].What.ID)
	require.Equal(t, "check.found.ledger.no_pin", said(false)[1].What.ID)
	require.NoError(t, os.Remove(filepath.Join(ledger.dir, LedgerName)))
	require.Equal(t, "check.found.ledger.damaged", said(true)[0].What.ID)
}

func TestCheckLedger_ACopyWithoutItsWriteAheadLogIsCalledThat(t *testing.T) {
	r := CheckLedger(copied(t, soldOn(t).dir, LedgerName, checkpointName), testOptions, LedgerLook{Max: time.Minute, Practice: true}).Run(t.Context())[0]
	require.Equal(t, kiosk.HealthFailed, r.Health)
	require.Equal(t, "is older than what was verified: it lacks what it once had from event 14 to event 14; an older copy, or one without ledger.db-wal", english().Found(r))
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
		{fmt.Errorf("x: %w", ErrEmptied), kiosk.HealthFailed, "check.found.ledger.emptied", true},
		{fmt.Errorf("x: %w", ErrOlder), kiosk.HealthFailed, "check.found.ledger.older", false},
		{fs.ErrPermission, kiosk.HealthFailed, "check.found.ledger.unreadable", true},
	} {
		f := LedgerResult(row.err)
		require.Equal(t, row.id, f.What.ID)
		require.Equal(t, row.health, f.Health, row.id)
		require.Equal(t, row.brief, !f.Brief.IsZero(), row.id)
	}
}

func TestCheckLedger_EveryFaultOfAHistoryIsNamedInBothLanguages(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 32, 5, 0, time.FixedZone("", 8*3600))
	const order = kiosk.OrderNo("20261122PAYMENT1234")
	var faults ChainErrors
	var words []string
	add := func(fault ChainError, said string) {
		faults, words = append(faults, &fault), append(words, said)
	}
	add(ChainError{Fault: FaultRemoved, Row: RowEvent, Seq: 3}, "event 3 was removed")
	add(ChainError{Fault: FaultRemoved, Row: RowEvent, Seq: 3, Last: 8}, "events 3 to 8 were removed")
	add(ChainError{Fault: FaultSchema, Row: RowSchema, Names: "events_no_delete, events_no_update"},
		"its tables, indexes or triggers are not as this program makes them: events_no_delete, events_no_update")
	for fault, said := range map[Fault]string{
		FaultEdited: "%s was edited", FaultInserted: "%s was inserted", FaultMoved: "%s was moved from another place",
		FaultMove:      "%s tells of a change of state that is not allowed",
		FaultRewritten: "the history up to %s was written anew after it had been verified",
	} {
		add(ChainError{Fault: fault, Row: RowEvent, Seq: 17, Kind: kiosk.RecordMoved, At: at, OrderNo: order},
			fmt.Sprintf(said, "event 17 (moved, 2026-11-22 14:32:05 +08:00) about payment …1234"))
	}
	for subject, about := range map[string]ChainError{
		"sale …5678":                    {Row: RowSale, Sale: "SALE5678"},
		"payment …1234":                 {Row: RowPayment, Sale: "SALE5678", OrderNo: order},
		"refund …9012 of payment …1234": {Row: RowRefund, Sale: "SALE5678", OrderNo: order, Refund: "REFUND9012"},
	} {
		for fault, said := range map[Fault]string{FaultInserted: "%s was inserted; no event tells of it", FaultEdited: "%s was edited; no event tells of it"} {
			about.Fault = fault
			add(about, fmt.Sprintf(said, subject))
		}
		about.Seq, about.Kind, about.At = 17, kiosk.RecordLate, at
		for fault, said := range map[Fault]string{
			FaultEdited:      "%s was edited since %s sealed it",
			FaultRemoved:     "%s was removed; %s tells of it",
			FaultUnrecorded:  "%s was changed after %s, the newest that tells of it: an event was removed, or the row edited",
			FaultOverwritten: "%s was not as it had been sealed when the till wrote over it with %s",
		} {
			about.Fault = fault
			add(about, fmt.Sprintf(said, subject, "event 17 (late, 2026-11-22 14:32:05 +08:00)"))
		}
	}
	require.Equal(t, strings.Join(words, "; ")+"; perhaps more", faults.Error())
	require.Equal(t, "its history was changed: "+faults.Error(), english().Found(LedgerResult(faults)))
	require.Equal(t, "its history was changed: "+faults[2].Error(), english().Found(LedgerResult(faults[2])))
	chinese, err := i18n.Load("zh-CN")
	require.NoError(t, err)
	for _, e := range faults {
		said := chinese.Text(faultText(e))
		require.NotContains(t, said, "{")
		for _, word := range regexp.MustCompile(`[a-z_]{2,}`).FindAllString(said, -1) {
			require.Contains(t, string(e.Kind)+e.Names, word, said)
		}
		for _, number := range regexp.MustCompile(`\d+`).FindAllString(e.Error(), -1) {
			require.Contains(t, said, number)
		}
	}
}

func TestCheckLedger_AChangedHistoryIsNeverCalledADamagedFile(t *testing.T) {
	ledger := newLedger(t)
	many(t, ledger, 0, 30)
	byOtherHands(t, ledger.dir, `UPDATE sales SET amount = 2`)
	said := verified(t, ledger, 1)
	require.Len(t, said, 21)
	require.ErrorContains(t, said[20], "the rest was not looked at")
	for _, err := range said {
		require.Equal(t, "check.found.ledger.edited", LedgerResult(err).What.ID, err)
	}
}
