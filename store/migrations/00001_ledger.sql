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
                         OR wallet = 'unknown'),
    rail             TEXT NOT NULL CHECK (rail = 'qr' OR rail = 'code' OR rail = 'mini'),
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
    version          INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX payments_created ON payments (created_at);
CREATE INDEX payments_sale ON payments (sale);
CREATE INDEX payments_paid ON payments (paid_at, amount) WHERE state = 'paid';
CREATE INDEX payments_code_sent ON payments (sent_at) WHERE code_tail <> '';

-- What a till may have to take up again after a start.
CREATE INDEX payments_pending ON payments (id)
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
    version    INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE INDEX refunds_order ON refunds (order_no);
CREATE INDEX refunds_open ON refunds (id) WHERE state = 'asked' OR state = 'unknown';

-- The event log. row_version and row_hash seal the row of the sale, payment or
-- refund that the event is about as it was after the event; row_version is 0
-- where the event changed no row.
CREATE TABLE events (
    seq         INTEGER PRIMARY KEY CHECK (seq >= 1),
    at          INTEGER NOT NULL CHECK (at >= 0),
    kind        TEXT NOT NULL CHECK (kind = 'sale_opened' OR kind = 'sale_ended' OR kind = 'created' OR kind = 'moved'
                         OR kind = 'left' OR kind = 'numbered' OR kind = 'late' OR kind = 'incident'
                         OR kind = 'decided' OR kind = 'watched_out' OR kind = 'close_asked'
                         OR kind = 'late_answered' OR kind = 'noticed' OR kind = 'buyer' OR kind = 'refund'
                         OR kind = 'refund_moved' OR kind = 'refund_decided' OR kind = 'row_saved'),
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
