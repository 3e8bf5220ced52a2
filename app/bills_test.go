package app

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/reconcile"
	"facepay/app/setup"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
)

const aBillOfAnotherTill = "order_no,amount,paid_at\n20261127100000LP9900000001,12.50,2026-11-27 10:00:00\n"

func writeFile(t *testing.T, path, text string) office.BillFile {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return office.BillFile{Name: filepath.Base(path), Path: path, Size: int64(len(text))}
}

// Each stick's bills are there with its name, and the folder's, the newest first.
func TestBills_AreFoundOnAllSticksAndInTheFolder(t *testing.T) {
	root := t.TempDir()
	one, two := filepath.Join(root, "KINGSTON"), filepath.Join(root, "SanDisk")
	w := shopWorks(t, one, two, filepath.Join(root, "gone"))
	for _, other := range []string{"photo.jpg", ".hidden.csv", "facepay.toml"} {
		writeFile(t, filepath.Join(one, other), "x")
	}
	var want []office.BillFile
	for i, file := range []office.BillFile{
		{Name: "A.CSV", Path: filepath.Join(two, "A.CSV"), Stick: setup.StickName(two)},
		{Name: "b.zip", Path: filepath.Join(w.setup.DataDir, billsFolder, "b.zip")},
		{Name: "a.csv", Path: filepath.Join(one, "a.csv"), Stick: setup.StickName(one)},
	} {
		file.Size = writeFile(t, file.Path, aBillOfAnotherTill).Size
		at := time.Date(2020, 11, 27-i, 12, 0, 0, 0, time.UTC)
		require.NoError(t, os.Chtimes(file.Path, at, at))
		want = append(want, file)
	}
	for i := range billsMost { // of the others there is none less
		writeFile(t, filepath.Join(one, fmt.Sprintf("x%d.csv", i)), "x")
	}
	files, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
	require.Equal(t, want[:2], files[billsMost:])
	files, _, _ = shopWorks(t, one).bills(t.Context())
	require.Len(t, files, billsMost)
	require.Equal(t, "KINGSTON", filepath.Base(filepath.Dir(files[0].Path)))
}

func TestBills_TheSameFileTwiceIsOnRecordOnce(t *testing.T) {
	w := shopWorks(t)
	file := writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), aBillOfAnotherTill)
	for _, again := range []bool{false, true} {
		res := w.answer(t, office.BillJob{File: file}).Reconciliation
		require.Equal(t, 1, res.OtherTills)
		require.Equal(t, again, res.AlreadyImported)
		_, records, err := w.bills(t.Context())
		require.NoError(t, err)
		require.Len(t, records, 1)
	}
}

// zipOf is an archive with one entry, which says what it has.
func zipOf(t *testing.T, name, text string, says ...func(*zip.FileHeader)) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: name, CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text)), CRC32: crc32.ChecksumIEEE([]byte(text))}
	for _, say := range says {
		say(h)
	}
	in, err := z.CreateRaw(h)
	require.NoError(t, err)
	_, err = in.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// Every cause for which a bill is not compared has a sentence of its own on the page, in
// both languages, with the line where it has one, and nothing is put on record. Three of
// them are questions.
func TestBills_EachCauseIsASentenceOfItsOwnOrAQuestion(t *testing.T) {
	const table = "order_no,amount,paid_at\n"
	const row = "20261127100000LP9900000001,12.50,2026-11-27 10:00:00\n"
	w := shopWorks(t)
	folder := filepath.Join(w.setup.DataDir, billsFolder)
	failing := func(err error) func(office.BillJob) office.Outcome {
		return func(job office.BillJob) office.Outcome {
			return w.billRefused(job, &reconcile.BillError{Path: job.File.Path, Err: bill.FileError(err)})
		}
	}
	cases := map[kiosk.BillCause]struct {
		text string // "" where do or the file's lack says it
		line string // of the sentence
		do   func(office.BillJob) office.Outcome
	}{
		kiosk.BillMissing:    {},
		kiosk.BillNoFile:     {},
		kiosk.BillDenied:     {do: failing(&fs.PathError{Op: "open", Path: "a", Err: fs.ErrPermission})},
		kiosk.BillVanished:   {do: failing(&fs.PathError{Op: "read", Path: "a", Err: syscall.EIO})},
		kiosk.BillEmpty:      {text: "\r\n"},
		kiosk.BillNone:       {text: "hello\n"},
		kiosk.BillEncoding:   {text: "o\x00r\x00d\x00e\x00r\x00,\x00a\x00\n\x00"},
		kiosk.BillWorkbook:   {text: zipOf(t, "xl/workbook.xml", "x")},
		kiosk.BillPacked:     {text: zipOf(t, "photo.jpg", "x")},
		kiosk.BillLocked:     {text: zipOf(t, "bill.csv", table+row, func(h *zip.FileHeader) { h.Flags |= 1 })},
		kiosk.BillBomb:       {text: zipOf(t, "bill.csv", table+row, func(h *zip.FileHeader) { h.UncompressedSize64 = 1 << 30 })},
		kiosk.BillLarge:      {text: table + strings.Repeat("1,1,\n", bill.RowsMax+1)},
		kiosk.BillCut:        {text: table + row + "\n2026", line: "4"},
		kiosk.BillSumsDiffer: {text: table + row + "合计,12.51,\n", line: "3"},
		kiosk.BillSumsAlone:  {text: "门店编号,门店名称,交易订单总笔数,退款订单总笔数\r\n"},
		kiosk.BillColumns:    {text: "单据,实付\n1,2\n"},
		kiosk.BillWidth:      {text: table + row + "20261127100000LP9900000002,12.50\n" + row, line: "3"},
		kiosk.BillNoNumber:   {text: "\n" + table + row + ",12.50,\n", line: "4"},
		kiosk.BillNoMoney:    {text: table + row + "20261127100000LP9900000002,茶,\n", line: "3"},
		kiosk.BillNoTime:     {text: table + row + "20261127100000LP9900000002,1.00,昨天\n", line: "3"},
		kiosk.BillOtherKind:  {do: failing(&kiosk.BillError{Cause: kiosk.BillOtherKind, Args: []string{"is", "csv", "asked", "wechat"}})},
		kiosk.BillOtherDay:   {do: func(job office.BillJob) office.Outcome { job.Day = "2026-11-26"; return w.try(t, job) }, text: table + row},
		kiosk.BillOfDays:     {text: table + row + "20261127100000LP9900000002,1.00,2026-11-28 10:00:00\n"},
		kiosk.BillNoDay:      {text: "order_no,amount\n20261127100000LP9900000001,12.50\n"},
		kiosk.BillOtherShop:  {text: table + "X1234567,12.50,2026-11-27 10:00:00\n"},
	}
	said := map[string]kiosk.BillCause{}
	for _, cause := range kiosk.BillCauses() {
		c, there := cases[cause]
		require.True(t, there, "no file is refused for %s", cause)
		t.Run(string(cause), func(t *testing.T) {
			job := office.BillJob{File: office.BillFile{Name: "a.csv", Path: filepath.Join(folder, string(cause)+".csv")}}
			if c.text != "" {
				writeFile(t, job.File.Path, c.text)
			}
			if cause == kiosk.BillNoFile {
				require.NoError(t, os.MkdirAll(job.File.Path, 0o700))
			}
			do := c.do
			if do == nil {
				do = func(job office.BillJob) office.Outcome { return w.try(t, job) }
			}
			got := do(job)
			answer, asks := got.Result.(office.BillAnswer)
			switch cause {
			case kiosk.BillColumns, kiosk.BillNoDay:
				require.True(t, asks)
				require.Zero(t, got.Said)
				require.NotEmpty(t, answer.Table.Headers)
				return
			case kiosk.BillOfDays:
				require.Equal(t, []office.DayOfBill{{Day: "2026-11-27", Rows: 1}, {Day: "2026-11-28", Rows: 1}}, answer.Days.Days)
				return
			}
			require.False(t, asks)
			require.True(t, got.Failed)
			for _, language := range i18n.Languages() {
				texts, err := i18n.Load(language)
				require.NoError(t, err)
				sentence := texts.Text(got.Said)
				require.NotContains(t, sentence, texts.Text(kiosk.T("bill.unreadable")), "it is the general one")
				require.NotContains(t, sentence, "bill.")
				require.NotContains(t, sentence, "{")
				require.Contains(t, sentence, "a.csv")
				require.Empty(t, said[sentence], "it is another's")
				said[sentence] = cause
				for lead, at := range map[string]bool{texts.Text(kiosk.T("bill.at_line", "line", c.line, "why", "")): c.line != "", "line ": c.line != "" && language == "en"} {
					require.Equal(t, at, strings.Contains(sentence, lead), "%q in %q", lead, sentence)
				}
			}
		})
	}
	_, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
}

// answer is the result that a job has to come to.
func (w works) answer(t *testing.T, job office.BillJob) office.BillAnswer {
	t.Helper()
	outcome := w.try(t, job)
	answer, ok := outcome.Result.(office.BillAnswer)
	require.True(t, ok, "%+v", outcome)
	return answer
}

// Columns that were chosen are remembered for the next file with these headers, as those
// of the command are; others can be named later, for the same file too.
func TestBills_ColumnsAreChosenOnceAndCanBeChosenAnew(t *testing.T) {
	w := shopWorks(t)
	folder := filepath.Join(w.setup.DataDir, billsFolder)
	const text = "门店日报\n单据,实付,品名,时间,应付\n20261127100000LP9900000001,12.50,茶,2026-11-27 10:00:00,14\n20261127100000LP9900000002,3,咖啡,2026-11-27 11:00:00,3\n"
	first := office.BillJob{File: writeFile(t, filepath.Join(folder, "a.csv"), text)}
	asked := w.answer(t, first)
	require.Equal(t, &kiosk.BillTable{
		Headers: []string{"单据", "实付", "品名", "时间", "应付"}, Columns: map[string]string{},
		Samples: [][]string{{"20261127100000LP99000000…", "12.50", "茶", "2026-11-27 10:00:00", "14"}, {"20261127100000LP99000000…", "3", "咖啡", "2026-11-27 11:00:00", "3"}},
	}, asked.Table)

	wrong := first
	wrong.Columns = map[string]string{"order_no": "单据", "amount": "品名", "refunded": "", "paid_at": "时间"}
	refused := w.try(t, wrong)
	english, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "a.csv: line 3: “茶” in the column “品名” is no amount of money", english.Text(refused.Said))
	again, ok := refused.Result.(office.BillAnswer)
	require.True(t, ok)
	require.Equal(t, "品名", again.Column)
	require.NotNil(t, again.Table)

	right := first
	right.Columns = map[string]string{"order_no": "单据", "amount": "实付", "refunded": "", "paid_at": "时间"}
	require.Equal(t, 2, w.answer(t, right).Reconciliation.OtherTills)
	second := office.BillJob{File: writeFile(t, filepath.Join(folder, "b.csv"), text+"\n")}
	answer := w.answer(t, second)
	require.NotNil(t, answer.Reconciliation, "the columns are known now")
	require.True(t, answer.Table.Named)
	require.Equal(t, "实付", answer.Table.Columns["amount"])

	other := second
	other.Columns = map[string]string{"order_no": "单据", "amount": "应付", "refunded": "", "paid_at": "时间"}
	require.False(t, w.answer(t, other).Reconciliation.AlreadyImported, "with other columns it is another bill")
	require.Equal(t, "应付", w.answer(t, second).Table.Columns["amount"])
	require.True(t, w.answer(t, right).Reconciliation.AlreadyImported)
	require.Equal(t, "实付", w.answer(t, second).Table.Columns["amount"], "those that were said last")
}

// Of a bill of several days each can be compared, the next without the file.
func TestBills_TheDaysOfABillAreComparedOneByOne(t *testing.T) {
	w := shopWorks(t)
	file := writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), aBillOfAnotherTill+"20261125100000LP9900000001,1.00,2026-11-25 10:00:00\n20261125100000LP9900000002,1.00,2026-11-25 10:00:00\n")
	asked := w.answer(t, office.BillJob{File: file})
	require.Equal(t, []office.DayOfBill{{Day: "2026-11-25", Rows: 2}, {Day: "2026-11-26", Rows: 0}, {Day: "2026-11-27", Rows: 1}}, asked.Days.Days)
	require.NoError(t, os.Remove(file.Path))
	for _, day := range asked.Days.Days {
		answer := w.answer(t, office.BillJob{File: file, Day: day.Day, Read: asked.Days.Read})
		require.Equal(t, day.Day, answer.Reconciliation.Day)
		require.Equal(t, day.Rows, answer.Reconciliation.OtherTills)
	}
	_, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Len(t, records, 3)
	for _, r := range records {
		require.Equal(t, asked.Days.SHA256, r.SHA256)
	}
}

// A bill without a time is of the day that people say.
func TestBills_ADayIsAskedForWhereTheBillTellsNone(t *testing.T) {
	w := shopWorks(t)
	job := office.BillJob{File: writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), "order_no,amount\n20261127100000LP9900000001,12.50\n")}
	asked := w.answer(t, job)
	require.Empty(t, asked.Days.Days, "a column may be the time")
	job.Columns = map[string]string{"order_no": "order_no", "amount": "amount", "refunded": "", "paid_at": ""}
	asked = w.answer(t, job)
	require.Len(t, asked.Days.Days, daysOffered)
	require.Equal(t, office.DayOfBill{Day: "2026-11-27", Rows: -1}, asked.Days.Days[0])
	job.Day, job.Read = "2026-11-27", asked.Days.Read
	require.Equal(t, 1, w.answer(t, job).Reconciliation.OtherTills)
}

func TestBills_CutOffPutsNothingOnRecord(t *testing.T) {
	w := shopWorks(t)
	file := writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), aBillOfAnotherTill)
	ctx, cut := context.WithCancel(t.Context())
	cut()
	require.Equal(t, office.Outcome{Said: kiosk.T("screen.bills.was_cut")}, w.do(ctx, office.BillJob{File: file}, func(int64, int64) {}))
	_, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
}

// A stick may hang for ever: nobody waits for it.
func TestBills_AStickThatHangsIsNotWaitedFor(t *testing.T) {
	w := shopWorks(t)
	hangs := make(chan struct{})
	defer close(hangs)
	w.sticks = func() []string { <-hangs; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := w.bills(ctx)
	require.ErrorIs(t, err, context.Canceled)
}
