// Package draw is what the screens are drawn with, on whole pixels: text that is
// set and fitted, cards, keys, marks, QR codes, and the surfaces that are touched.
// It knows nothing of payments.
package draw
