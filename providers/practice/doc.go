// Package practice is a payment gateway in which no money moves. It listens on
// loopback (or on the shop's network when told so), keeps its own ledger of
// orders, speaks the vendors' dialects over real HTTP, misbehaves on demand,
// and serves a page that plays the customer's phone.
//
// The orders know nothing of HTTP. A dialect (providers/<vendor>/practice) turns one
// vendor's requests into calls of the orders and these into that vendor's replies.
// Faults are put between the two, so that they work for every dialect alike: a wrong
// amount is told in the dialect's own format and under its own signature, and a
// forged answer is a finished one whose "sign" was altered.
//
// # Another dialect
//
// Another vendor is a folder with a function that fills a Dialect;
// providers/testdata/toy/practice is the shortest to start from.
//   - Two routes may share a name, and a fault on that name hits both.
//   - What a reply says of an order goes through Request.Tell.
//   - A charge route says where the payment code is and ends with Reply.ByCode.
//   - Open and Charge answer ErrOwnTaken with the order that has NewOrder.Own,
//     FindOwn finds it.
//   - The signature of a notification stands in a JSON member or form field "sign".
//   - The credentials that it checks are exported constants, by which a till can
//     be set up.
//
// # Notifications
//
// What an order's change owes to the address that came with it is repeated by
// the vendor's schedule (times Config.NotifyScale) until the till acknowledges
// it, and outlives a restart with Config.Journal. Only loopback and private
// addresses are called, given as numbers or as localhost; a redirect is not
// followed. While the network is down notifications are lost like everything else.
//
// # Customers
//
// A QR order waits in StateCreated until someone scans it (StateConfirming)
// and pays or refuses. What is expired or closed only ActionPayLate pays. A payment
// code is charged at once up to Config.FreeLimit and needs the password above
// it. A code's last four digits force a behaviour, see CodeBehaviours.
//
// With Config.PhonePages the text of each QR is the address of that order's
// page, http://<host>/pay/<order>, so that the camera of a real phone in the
// shop's network lands on it. Otherwise it has the shape of the wallets' own,
// which a real wallet refuses as unknown.
//
// GET /mini?order=… plays the shop's mini-program on the customer's phone: it
// asks the till at Config.TillURL for the payment parameters of that order, as
// the one customer MiniOpenID or MiniBuyerID, shows the amount and pays.
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
//	POST /control/notify/resend   {"order"}: notifies of it once more; "" is the newest that has anything
//	POST /control/mini            {"order", "openid" or "buyer_id"}: opens the mini-program; MiniAnswer
//	POST /control/till            {"url"}: where the till listens for it
//	GET  /control/till            {"url"}
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
// An order is named by the gateway's number or by the merchant's own.
package practice
