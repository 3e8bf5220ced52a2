-- Amounts are fen. Times are Unix milliseconds in UTC, 0 for "not yet".
-- Words are compared one by one: SQLite builds a temporary table for each look
-- at an IN of more than two, which doubled the time of a save.

-- +goose Up
CREATE TABLE sales (
    id        INTEGER PRIMARY KEY,
    sale      TEXT NOT NULL UNIQUE CHECK (sale <> ''),
    amount    INTEGER NOT NULL CHECK (amount >= 0),
    state     TEXT NOT NULL CHECK (state = 'open' OR state = 'paid' OR state = 'left' OR state = 'parked'),
    opened_at INTEGER NOT NULL CHECK (opened_at >= 0),
    left_at   INTEGER NOT NULL CHECK (left_at >= 0),
    left_why  TEXT NOT NULL CHECK (left_why = '' OR left_why = 'cancelled' OR left_why = 'timeout'
                         OR left_why = 'restart' OR left_why = 'parked'),
    paid_by   TEXT NOT NULL, -- order_no of the payment that paid for it
    version   INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX sales_open ON sales (id) WHERE state = 'open';

CREATE TABLE payments (
    id               INTEGER PRIMARY KEY,
    order_no         TEXT NOT NULL UNIQUE CHECK (order_no <> ''),
    sale             TEXT NOT NULL REFERENCES sales (sale),
    amount           INTEGER NOT NULL CHECK (amount >= 0),
    wallet           TEXT NOT NULL CHECK (wallet = 'wechat' OR wallet = 'alipay' OR wallet = 'unionpay'
                         OR wallet = 'cash' OR wallet = 'unknown'),
    rail             TEXT NOT NULL CHECK (rail = 'qr' OR rail = 'code' OR rail = 'mini' OR rail = 'cash'),
    face             INTEGER NOT NULL CHECK (face IN (0, 1)),
    code_tail        TEXT NOT NULL CHECK (length(code_tail) <= 4),
    provider         TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state = 'created' OR state = 'waiting' OR state = 'paid' OR state = 'failed'
                         OR state = 'closed' OR state = 'unknown'),
    gateway_order_no TEXT NOT NULL,
    trade_no         TEXT NOT NULL,
    qr               TEXT NOT NULL,
    payer            TEXT NOT NULL,
    created_at       INTEGER NOT NULL CHECK (created_at >= 0),
    sent_at          INTEGER NOT NULL CHECK (sent_at >= 0),
    paid_at          INTEGER NOT NULL CHECK (paid_at >= 0),
    left_at          INTEGER NOT NULL CHECK (left_at >= 0),
    watch_until      INTEGER NOT NULL CHECK (watch_until >= 0),
    late             INTEGER NOT NULL CHECK (late IN (0, 1)),
    late_done        TEXT NOT NULL CHECK (late_done = '' OR late_done = 'accepted' OR late_done = 'refunded_by_hand'
                         OR late_done = 'refunded'),
    refunded         INTEGER NOT NULL CHECK (refunded >= 0),
    incident         TEXT NOT NULL CHECK (incident = '' OR incident = 'wrong_amount' OR incident = 'wrong_order'
                         OR incident = 'paid_twice' OR incident = 'refunded_after_all'),
    note             TEXT NOT NULL,
    cashier          TEXT NOT NULL,
    entered          INTEGER NOT NULL CHECK (entered IN (0, 1)),
    -- Where it counts: the business day, the hour of the shop's clock and the shift in
    -- which it became paid, of one that is not paid those in which it was made. They
    -- are decided once, so that no later change of the calendar moves a past day.
    day              TEXT NOT NULL CHECK (length(day) = 10),
    hour             INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
    shift            INTEGER NOT NULL CHECK (shift >= 1),
    version          INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX payments_created ON payments (created_at);
CREATE INDEX payments_sale ON payments (sale);
CREATE INDEX payments_day ON payments (day, amount);
CREATE INDEX payments_code_sent ON payments (sent_at) WHERE code_tail <> '';

-- What a till may have to take up again after a start.
CREATE INDEX payments_pending ON payments (state)
    WHERE state = 'created' OR state = 'waiting' OR state = 'unknown' OR watch_until > 0
       OR (late = 1 AND late_done = '') OR incident <> '';

-- Money that goes back on payments.
CREATE TABLE refunds (
    id         INTEGER PRIMARY KEY,
    refund_no  TEXT NOT NULL UNIQUE CHECK (refund_no <> ''),
    order_no   TEXT NOT NULL REFERENCES payments (order_no),
    amount     INTEGER NOT NULL CHECK (amount > 0),
    state      TEXT NOT NULL CHECK (state = 'asked' OR state = 'unknown' OR state = 'done' OR state = 'refused'),
    by_hand    INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
    reason     TEXT NOT NULL,
    gateway_no TEXT NOT NULL,
    asked_at   INTEGER NOT NULL CHECK (asked_at >= 0),
    done_at    INTEGER NOT NULL CHECK (done_at >= 0),
    note       TEXT NOT NULL,
    -- Where it counts: when it was done; '', 0 and 0 before.
    day        TEXT NOT NULL CHECK (day = '' OR length(day) = 10),
    hour       INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
    shift      INTEGER NOT NULL CHECK (shift >= 0),
    version    INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX refunds_order ON refunds (order_no);
CREATE INDEX refunds_day ON refunds (day) WHERE state = 'done';
CREATE INDEX refunds_open ON refunds (id) WHERE state = 'asked' OR state = 'unknown';

-- The event log. row_version and row_hash seal the row of the sale, payment or
-- refund that the event is about as it was after the event; row_version is 0
-- where the event changed no row.
CREATE TABLE events (
    seq         INTEGER PRIMARY KEY CHECK (seq >= 1),
    at          INTEGER NOT NULL CHECK (at >= 0),
    kind        TEXT NOT NULL, -- a RecordKind, or the ledger's own; the program knows the list
    sale        TEXT REFERENCES sales (sale),
    order_no    TEXT REFERENCES payments (order_no),
    refund      TEXT REFERENCES refunds (refund_no),
    from_state  TEXT NOT NULL CHECK (from_state = '' OR from_state = 'created' OR from_state = 'waiting'
                         OR from_state = 'paid' OR from_state = 'failed' OR from_state = 'closed'
                         OR from_state = 'unknown' OR from_state = 'asked' OR from_state = 'done'
                         OR from_state = 'refused'),
    to_state    TEXT NOT NULL CHECK (to_state = '' OR to_state = 'created' OR to_state = 'waiting'
                         OR to_state = 'paid' OR to_state = 'failed' OR to_state = 'closed'
                         OR to_state = 'unknown' OR to_state = 'asked' OR to_state = 'done'
                         OR to_state = 'refused'),
    note        TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount >= 0),
    row_version INTEGER NOT NULL CHECK (row_version >= 0),
    row_hash    BLOB NOT NULL CHECK (length(row_hash) IN (0, 32)),
    prev_hash   BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX events_order ON events (order_no, seq) WHERE order_no IS NOT NULL;
CREATE INDEX events_refund ON events (refund, seq) WHERE refund IS NOT NULL;
CREATE INDEX events_sale ON events (sale, seq) WHERE order_no IS NULL;

-- Sums over payments that are neither created nor waiting, and, with the state 'refunded',
-- over refunds that were done, which count under what their payment says. They follow from
-- the rows and can be rebuilt. Payments under way are few, soon something else, and found by
-- payments_pending: counting them too cost each payment two more writes.
CREATE TABLE sums (
    day      TEXT NOT NULL,
    hour     INTEGER NOT NULL,
    shift    INTEGER NOT NULL,
    cashier  TEXT NOT NULL,
    wallet   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    provider TEXT NOT NULL,
    state    TEXT NOT NULL,
    count    INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    late     INTEGER NOT NULL, -- of count, those that are late
    returned INTEGER NOT NULL, -- of count, payments of which some went back
    PRIMARY KEY (day, hour, shift, cashier, wallet, channel, provider, state)
) STRICT, WITHOUT ROWID;

CREATE INDEX sums_shift ON sums (shift);

-- The numbers of payments by their ends: ours, the gateway's and the wallet's. number is
-- one of them from its last byte on, 64 bytes at most, and ending are its first four; A
-- to Z are a to z. The payments of an ending lie in the order of their ids, so that a
-- page of them is read off the key, however many there are.
CREATE TABLE endings (
    ending  BLOB NOT NULL CHECK (length(ending) = 4),
    payment INTEGER NOT NULL, -- its id
    number  BLOB NOT NULL,
    PRIMARY KEY (ending, payment, number)
) STRICT, WITHOUT ROWID;

-- Shifts: one opens by itself with the first payment after a closing, in the
-- transaction of that payment.
CREATE TABLE shifts (
    number    INTEGER PRIMARY KEY CHECK (number >= 1),
    opened_at INTEGER NOT NULL CHECK (opened_at >= 0),
    opened_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL CHECK (closed_at >= 0) -- 0 while it is open
) STRICT;

CREATE UNIQUE INDEX shifts_open ON shifts (closed_at) WHERE closed_at = 0;

CREATE INDEX payments_shift ON payments (shift);
CREATE INDEX refunds_shift ON refunds (shift) WHERE state = 'done';

-- Z reports of closed shifts: document is the whole of one, which is never changed. It
-- is sealed by an event like any row; note of that is its number.
CREATE TABLE z_reports (
    id           INTEGER PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE REFERENCES shifts (number) CHECK (number = id),
    day          TEXT NOT NULL CHECK (length(day) = 10), -- the business day on which it was closed
    last_payment INTEGER NOT NULL CHECK (last_payment >= 0), -- the id of the newest payment then, 0 for none
    opening      INTEGER NOT NULL CHECK (opening >= 0), -- what stayed in the drawer for the next shift
    document     TEXT NOT NULL,
    version      INTEGER NOT NULL CHECK (version = 1)
) STRICT;

CREATE INDEX z_reports_day ON z_reports (day);
CREATE INDEX z_reports_last ON z_reports (last_payment, number);
CREATE INDEX events_shift ON events (note, seq) WHERE kind = 'shift_closed';

-- What all PINs have in common, one row at most: the cost and the salt of their hashes,
-- and the misses.
CREATE TABLE pin (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    phc     TEXT NOT NULL,
    misses  INTEGER NOT NULL CHECK (misses >= 0),
    wait_ms INTEGER NOT NULL CHECK (wait_ms >= 0)
) STRICT;

-- Who may do what. A PIN is its hash, NULL for none; no two people have the same.
CREATE TABLE people (
    id   INTEGER PRIMARY KEY CHECK (id >= 1),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role = 'owner' OR role = 'manager' OR role = 'cashier'),
    pin  BLOB UNIQUE CHECK (length(pin) = 32)
) STRICT;

CREATE UNIQUE INDEX people_name ON people (name) WHERE name <> '';

-- Gateways' bills that were compared with the ledger, each once: what came of it
-- stays as it was found.
CREATE TABLE bills (
    id          INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
    kind        TEXT NOT NULL,
    day         TEXT NOT NULL CHECK (length(day) = 10), -- of Beijing
    provider    TEXT NOT NULL, -- '' for all
    merchant    TEXT NOT NULL, -- as the bill names it, '' where it does not
    imported_at INTEGER NOT NULL CHECK (imported_at >= 0),
    result      TEXT NOT NULL, -- JSON
    UNIQUE (sha256, kind, day, provider)
) STRICT;

CREATE INDEX bills_day ON bills (day);
CREATE INDEX bills_merchant ON bills (kind, merchant);

-- Which column of a CSV bill means what, by its line of headers.
CREATE TABLE bill_columns (
    headers TEXT PRIMARY KEY,
    columns TEXT NOT NULL -- JSON
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'the event log is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'the event log is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'payments are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER refunds_no_delete BEFORE DELETE ON refunds
BEGIN
    SELECT RAISE(ABORT, 'refunds are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales
BEGIN
    SELECT RAISE(ABORT, 'sales are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER shifts_no_delete BEFORE DELETE ON shifts
BEGIN
    SELECT RAISE(ABORT, 'shifts are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER z_reports_without_gap BEFORE INSERT ON z_reports
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM z_reports)
BEGIN
    SELECT RAISE(ABORT, 'Z reports are numbered without a gap');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER z_reports_no_update BEFORE UPDATE ON z_reports
BEGIN
    SELECT RAISE(ABORT, 'a Z report never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER z_reports_no_delete BEFORE DELETE ON z_reports
BEGIN
    SELECT RAISE(ABORT, 'Z reports are never deleted');
END;
-- +goose StatementEnd
