package printer

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Encoding is the character set that a printer takes its text in.
type Encoding string

// The encodings. The first is right for nearly every printer that is sold in China; the
// last one sends each line as a picture, which every printer understands.
const (
	GB18030 Encoding = "gb18030"
	GBK     Encoding = "gbk"
	UTF8    Encoding = "utf-8"
	Raster  Encoding = "raster"
)

// Encodings are all of them, in their order on the test page.
func Encodings() []string {
	return []string{string(GB18030), string(GBK), string(UTF8), string(Raster)}
}

// When a receipt is printed.
const (
	AutoPaid = "paid" // as soon as it is proven that a sale is paid
	AutoAsk  = "ask"  // when the cashier wants it
	AutoOff  = "off"
)

// Autos are all of them.
func Autos() []string { return []string{AutoPaid, AutoAsk, AutoOff} }

// Bauds are the rates of serial printers.
var Bauds = []int{9600, 19200, 38400, 57600, 115200}

// Config is the section [printer].
type Config struct {
	// Port is a serial port, a device such as /dev/usb/lp0, host:9100, or win:NAME with the
	// printer's name on Windows. Empty: there is none.
	Port string `toml:"port"`
	// Baud is the rate of a serial port in bits a second.
	Baud int `toml:"baud"`
	// Columns is the width of the paper in Latin characters: 32 on 58 mm, 48 on 80 mm.
	Columns  int    `toml:"columns"`
	Encoding string `toml:"encoding"`
	Auto     string `toml:"auto"`
	// Drawer: the cash drawer hangs on the printer, and opens with a sale in cash.
	Drawer bool `toml:"drawer"`
	// Logo is a PNG or JPEG file that stands above the shop's name; empty: none.
	Logo string `toml:"logo"`
	// InvoiceLink leads a customer to their invoice, as a QR on the receipt; {order_no} and
	// {amount} are filled in. Empty: none.
	InvoiceLink string `toml:"invoice_link"`
}

func Default() Config {
	return Config{Baud: 9600, Columns: 32, Encoding: string(GB18030), Auto: AutoPaid}
}

// Receipts are 58 mm wide with 32 columns or 80 mm wide with 48; printers with a smaller
// font reach 64.
const (
	columnsMin = 32
	columnsMax = 64
)

// Check looks at the values; whether a printer is there is looked at by `facepay check`.
func (c Config) Check() error {
	if c.Columns < columnsMin || c.Columns > columnsMax {
		return fmt.Errorf("columns: %d is not between %d and %d", c.Columns, columnsMin, columnsMax)
	}
	if !slices.Contains(Bauds, c.Baud) {
		return fmt.Errorf("baud: %d is none of the usual rates %v", c.Baud, Bauds)
	}
	if !slices.Contains(Encodings(), c.Encoding) {
		return fmt.Errorf("encoding: %q is not one of %s", c.Encoding, strings.Join(Encodings(), ", "))
	}
	if !slices.Contains(Autos(), c.Auto) {
		return fmt.Errorf("auto: %q is not one of %s", c.Auto, strings.Join(Autos(), ", "))
	}
	if err := checkPort(c.Port); err != nil {
		return fmt.Errorf("port: %w", err)
	}
	if err := checkInvoiceLink(c.InvoiceLink); err != nil {
		return fmt.Errorf("invoice_link: %w", err)
	}
	return nil
}

// portKind is a way to a printer.
type portKind int

const (
	noPort  portKind = iota
	tcpPort          // host:port
	spooler          // a printer of Windows
	device           // a serial port, or a file that takes bytes
)

const spoolerPrefix = "win:"

func kindOf(port string) portKind {
	switch {
	case port == "":
		return noPort
	case strings.HasPrefix(port, spoolerPrefix):
		return spooler
	case strings.ContainsAny(port, `/\`):
		return device
	case strings.Contains(port, ":"):
		return tcpPort
	}
	return device
}

func checkPort(port string) error {
	switch kindOf(port) {
	case spooler:
		if strings.TrimPrefix(port, spoolerPrefix) == "" {
			return fmt.Errorf("%q names no printer", port)
		}
	case tcpPort:
		host, number, err := net.SplitHostPort(port)
		if err != nil {
			return fmt.Errorf("%q is no host:port such as 192.168.1.50:9100", port)
		}
		if n, err := strconv.Atoi(number); host == "" || err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("%q is no host:port such as 192.168.1.50:9100", port)
		}
	}
	return nil
}

// invoiceLinkMax is the longest link whose QR a 58 mm paper takes in modules that phones
// read from any printer.
const invoiceLinkMax = 200

func checkInvoiceLink(link string) error {
	if link == "" {
		return nil
	}
	filled := strings.NewReplacer("{order_no}", "0", "{amount}", "0.00").Replace(link)
	if strings.ContainsAny(filled, "{}") {
		return fmt.Errorf("only {order_no} and {amount} may stand in braces")
	}
	if len(link) > invoiceLinkMax {
		return fmt.Errorf("%d characters, but at most %d fit on a receipt as a QR", len(link), invoiceLinkMax)
	}
	u, err := url.Parse(filled)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("is no link such as https://shop.example/invoice?order={order_no}")
	}
	return nil
}
