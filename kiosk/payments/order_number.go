package payments

import "facepay/kiosk"

// orderAlphabet of the order numbers: 32 digits and capitals,
// without the four letters that people misread.
const orderAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// orderNumber makes a new order number: the shop's time, so that people can
// read it, and ten random characters. Those 50 bits tell nobody how much is
// sold, and a mini-program's link cannot be guessed.
func (b *Book) orderNumber() kiosk.OrderNo {
	const layout, random, bits = "20060102150405", 10, 5
	no := b.Wall().In(b.settings.Location).AppendFormat(make([]byte, 0, len(layout)+random), layout)
	rest := b.numbers.rng.Uint64()
	for range random {
		no = append(no, orderAlphabet[rest%(1<<bits)])
		rest >>= bits
	}
	return kiosk.OrderNo(no)
}
