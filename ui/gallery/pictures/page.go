package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// headings are those of the groups on the page, in their order.
var headings = []struct{ group, title, words string }{
	{groupCounter, "At the counter", "The cashier's half at the left, the customer's at the right, as on one monitor; on a monitor that stands upright the customer's is on top."},
	{groupCustomer, "The customer's own monitor", "What stands there when the customer's side has a monitor of its own."},
	{groupOwner, "The owner's side", "It fills the cashier's window, see [The owner's day](owner.md)."},
	{groupNotice, "In place of a till", "A window that comes up when there can be no till, or none yet."},
	{groupEyes, "For other eyes and hands", "The main ones of them again, see [For eyes and hands](accessibility.md). The rows are: {rows}."},
}

// writePage writes docs/screens.md.
func writePage(w io.Writer, b *booth) {
	fmt.Fprint(w, "# Every screen\n\n")
	fmt.Fprint(w, "`make screens` draws each screen of the till and writes this page. A sheet has a column a monitor: ")
	var monitors []string
	for _, f := range frames {
		monitors = append(monitors, f.name)
	}
	fmt.Fprintf(w, "%s; and a row a language and size of text: %s. ", strings.Join(monitors, ", "), rows(b.looks))
	fmt.Fprint(w, "`go run ./ui/gallery/pictures -only counter-qr` writes the pictures of one sheet in full size into the folder pictures of the build.\n\n")
	fmt.Fprint(w, "That nothing is cut off, lies over something else or is too small to be touched on any of them is held by `TestEveryScreen`, `TestEveryOwnersPage` and `TestDialog_Fits`, at smaller monitors too.\n")
	for _, h := range headings {
		fmt.Fprintf(w, "\n## %s\n\n%s\n", h.title, strings.ReplaceAll(h.words, "{rows}", rows(b.eyes)))
		for _, s := range b.screens() {
			if s.group != h.group {
				continue
			}
			fmt.Fprintf(w, "\n**%s.** %s\n\n![%s](pictures/screens/%s.png)\n", s.name, cmp.Or(sentences[s.sheet()], sentences[s.name]), s.name, s.sheet())
		}
	}
}

// rows are the rows of a sheet in words.
func rows(looks []look) string {
	var said []string
	for _, l := range looks {
		said = append(said, l.said)
	}
	return strings.Join(said, ", ")
}
