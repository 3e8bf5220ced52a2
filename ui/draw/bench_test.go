package draw

import (
	"image"
	"testing"
	"time"
)

// BenchmarkQR measures a QR from text to pixels, over the copying of as many pixels.
func BenchmarkQR(b *testing.B) {
	const side = 400
	blankSquare, copied := image.NewRGBA(image.Rect(0, 0, side, side)), image.NewRGBA(image.Rect(0, 0, side, side))
	var made, copying time.Duration
	for b.Loop() {
		began := time.Now()
		m, err := encodeQR("weixin://wxpay/bizpayurl?pr=Zk3p9QxRz")
		if err != nil {
			b.Fatal(err)
		}
		m.draw(side, side)
		made += time.Since(began)
		began = time.Now()
		copy(copied.Pix, blankSquare.Pix)
		copying += time.Since(began)
	}
	b.ReportMetric(float64(made.Microseconds())/float64(b.N), "us/QR")
	b.ReportMetric(float64(made)/float64(copying), "x-copy")
}
