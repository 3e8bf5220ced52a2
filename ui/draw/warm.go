package draw

// Warm has the fonts read, which takes longer than to lay out a whole screen, away
// from the UI's goroutine. What it returns waits until they are; no text may be
// measured before.
func Warm() (wait func()) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		measure("0", Style{Size: SizeText})
		measure("0", Style{Size: SizeText, Bold: true})
	}()
	return func() { <-read }
}
