package payments

import "facepay/kiosk"

// orderNumber makes a new order number: the shop's time, so that people can
// read it, the till's tag, and ten random characters. Those 50 bits tell nobody how
// much is sold, and a mini-program's link cannot be guessed.
func (b *Book) orderNumber() kiosk.OrderNo {
	const random, bits = 10, 5
	no := b.Wall().In(b.settings.Location).AppendFormat(make([]byte, 0, len(kiosk.OrderNoTime)+2+random), kiosk.OrderNoTime)
	no = append(no, kiosk.TillTag(b.settings.Till)...)
	rest := b.numbers.rng.Uint64()
	for range random {
		no = append(no, kiosk.OrderAlphabet[rest%(1<<bits)])
		rest >>= bits
	}
	return kiosk.OrderNo(no)
}
