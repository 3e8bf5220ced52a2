// Package practice is a payment gateway in which no money moves. It listens on
// loopback (or on the shop's network when told so), keeps its own ledger of
// orders, speaks the vendors' dialects over real HTTP, misbehaves on demand,
// and serves a page that plays the customer's phone.
//
// # Parts
//
// The order book (book.go) knows what happened to every order and nothing of
// HTTP. A dialect (lepay.go) turns one vendor's requests into calls of the book
// and its orders into that vendor's replies; another vendor is another file
// that fills a dialect value and a line in dialects. Faults (fault.go) are put
// between the two, so that they work for every dialect alike: a wrong amount,
// say, is told by the dialect in its own format and under its own signature.
//
// # Customers
//
// A QR order waits in StateCreated until someone scans it (StateConfirming)
// and pays or refuses; when its validity passes it is StateExpired. A payment
// code is charged at once up to Config.FreeLimit and needs the password above
// it. A code's last four digits force a behaviour, see CodeBehaviours.
//
// With Config.PhonePages the text of each QR is the address of that order's
// page, http://<host>/pay/<order>, so that the camera of a real phone in the
// shop's network lands on it. Otherwise it has the shape of the wallets' own
// (weixin://wxpay/bizpayurl?pr=…, https://qr.alipay.com/…), which a real wallet
// refuses as unknown.
//
// # Control
//
// The routes below take and give JSON. They answer callers on this machine
// only, or the shop's network with Config.PhonePages; a POST must be declared
// application/json, and one from another site's page is refused. Errors are
// {"error": code, "message": text} with status 400, 403, 404 or 409.
//
//	GET  /control/address         {"control_url"}: where control answers even while the network is down
//	GET  /control/ledger          Ledger
//	POST /control/pay             {"order"}: pays an open order; "" is the newest open one
//	POST /control/refuse          {"order"}: the customer refuses
//	POST /control/scan            {"order"}: scanned, or asked for the password
//	POST /control/pay-late        {"order"}: pays any unpaid order, whatever the till did; "" is the newest unpaid
//	GET  /control/faults          {"faults": [Fault]}
//	POST /control/faults          Fault without id; gives it with its id
//	POST /control/faults/clear    {"id"}: one fault, 0 for all
//	POST /control/network         {"state": up|reset|down, "for_ms"}; down only over control_url
//	GET  /control/network         {"state"}
//	GET  /control/settings        Settings
//	POST /control/settings        Settings; replaces them
//	POST /control/code            {"wallet", "behaviour"}: a fresh practice payment code
//	POST /control/reset           forgets orders, codes, faults; the network comes up
//
// Client speaks all of it from Go.
package practice
