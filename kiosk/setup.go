package kiosk

import "time"

// SetupView is the owner's page Settings, as a plain value.
type SetupView struct {
	// Entries are the list at the left: the phone, a stick, the pages, the check.
	Entries []SetupEntry
	Entry   int  // the chosen one
	Inside  bool // keys move in the rows; else in the entries

	Title Text
	Help  Text // of what is chosen
	Rows  []SetupRow
	Row   int
	Edit  *SetupEdit
	// QR is the address of the phone's page, "" for none; Left is how long it stands.
	QR   string
	Left time.Duration
	// Told is the last thing that happened, in one sentence.
	Told    Text
	Tone    Tone
	Busy    bool
	Results []CheckResult
	Rights  bool // the table of who may do what stands below
	// Recorder is set on the page of the shop's own voice.
	Recorder *SetupRecorder
	Buttons  []Button
}

// SetupEntry is a line of the list at the left.
type SetupEntry struct {
	Name   Text
	Marked bool // something there was changed and is not saved
}

// SetupRow is a value, a change of one, or a device.
type SetupRow struct {
	Name  Text
	Value Text
	Old   Text // what a change replaces; zero for none
	Note  Text
	// State is a device's, "" for what is none: Note says it in words, and Last is its
	// last word, or what is wrong with it.
	State DeviceState
	Last  Text
	Marked,
	Plain bool // nothing can be done with it
}

// SetupEdit is a value that is being entered in the chosen row.
type SetupEdit struct {
	Text    Text   // as far as it is typed
	Digits  bool   // it is made of digits: the page has keys for them
	Choices []Text // to choose from, nil where it is typed
	Choice  int
}

// SetupTouched is a touch of the page Settings: an entry, a row or a choice; the others
// are -1.
type SetupTouched struct{ Entry, Row, Choice int }

// SetupRecorder is the state of the recorder of the shop's own voice.
type SetupRecorder struct {
	Word    string // to be said
	Reading string // of it, "" where the word says it
	At      int    // the word's place among them, from 0
	Own     []bool // which words the shop has recorded
	// Hearing: the microphone is on, and Level is how loud it is, from 0 to 1.
	Hearing bool
	Level   float64
	Playing bool // the word
	Taken   bool // it was said, and is not kept yet
}
