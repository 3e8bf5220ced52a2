// Package printer prints a till's papers on receipt printers that speak ESC/POS: over USB,
// a serial line, the network or the spooler of Windows.
//
// A paper can be sent, or proven to be printed, or nobody knows: printers take jobs without
// paper, and print them all once they have some. So each paper is begun on record before its
// first byte leaves, what was begun once is never sent again by itself, and whatever is
// printed a second time says that it is a copy. A printer never holds up a sale: all of this
// happens in a goroutine of its own, and each step has its deadline.
//
// The commands are those of Epson's reference, of which printers from China have a part.
package printer
