package kiosk

import (
	"errors"
	"strconv"
)

// BillCause is the reason why a bill cannot be compared. Each has a sentence of its own,
// "bill.error." and its value. As an error it is what errors.Is looks for.
type BillCause string

// The causes.
const (
	BillMissing    BillCause = "missing"    // there is no such file
	BillNoFile     BillCause = "no_file"    // it is a folder or a pipe
	BillDenied     BillCause = "denied"     // it may not be read
	BillVanished   BillCause = "vanished"   // its medium failed while it was read
	BillEmpty      BillCause = "empty"      // nothing is in it
	BillNone       BillCause = "no_bill"    // it has no table
	BillEncoding   BillCause = "encoding"   // its letters are in no known encoding
	BillWorkbook   BillCause = "workbook"   // a spreadsheet
	BillPacked     BillCause = "packed"     // an archive without a bill
	BillLocked     BillCause = "locked"     // an archive with a password
	BillBomb       BillCause = "bomb"       // an archive that unpacks to more than a bill
	BillLarge      BillCause = "large"      // more text or rows than a bill
	BillCut        BillCause = "cut"        // it ends too early
	BillSumsDiffer BillCause = "sums"       // its own sums contradict its rows
	BillSumsAlone  BillCause = "sums_alone" // it has sums and no rows
	BillColumns    BillCause = "columns"    // its columns are not known
	BillWidth      BillCause = "width"      // a row has other columns than the headers
	BillNoNumber   BillCause = "number"     // a row has no number of an order
	BillNoMoney    BillCause = "money"      // a value is no amount
	BillNoTime     BillCause = "time"       // a value is no time
	BillOtherKind  BillCause = "kind"       // not the one that was asked for
	BillOtherDay   BillCause = "day"        // not the one that was asked for
	BillOfDays     BillCause = "days"       // it has several
	BillNoDay      BillCause = "no_day"     // it does not tell its day
	BillOtherShop  BillCause = "shop"       // another merchant's
)

// BillCauses are all of them.
func BillCauses() []BillCause {
	return []BillCause{
		BillMissing, BillNoFile, BillDenied, BillVanished, BillEmpty, BillNone, BillEncoding, BillWorkbook, BillPacked, BillLocked, BillBomb, BillLarge,
		BillCut, BillSumsDiffer, BillSumsAlone, BillColumns, BillWidth, BillNoNumber, BillNoMoney, BillNoTime, BillOtherKind, BillOtherDay, BillOfDays,
		BillNoDay, BillOtherShop,
	}
}

func (c BillCause) Error() string { return "bill: " + string(c) }

// BillError is a BillCause with what its sentence tells.
type BillError struct {
	Cause BillCause
	Line  int      // of the bill's text, from 1; 0 where it is none's
	Args  []string // of the sentence
}

func (e *BillError) Error() string {
	if e.Line > 0 {
		return e.Cause.Error() + ", line " + strconv.Itoa(e.Line)
	}
	return e.Cause.Error()
}

func (e *BillError) Unwrap() error { return e.Cause }

// BillText is the sentence of an error, with the line where it has one.
func BillText(err error) Text {
	if e, ok := errors.AsType[*BillError](err); ok {
		text := T("bill.error."+string(e.Cause), e.Args...)
		if e.Line > 0 {
			text = T("bill.at_line", "line", strconv.Itoa(e.Line), "why", text.Arg())
		}
		return text
	}
	if c, ok := errors.AsType[BillCause](err); ok {
		return T("bill.error." + string(c))
	}
	return T("bill.unreadable")
}
