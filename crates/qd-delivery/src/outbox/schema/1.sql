-- The outbox: what was planned for whom, what became of it, and what each edition said.
-- Version 1. Times are the run's instant, RFC 3339 in UTC. PRAGMA user_version is the version.

CREATE TABLE edition (
  portfolio  TEXT NOT NULL,
  report     TEXT NOT NULL,
  scope      TEXT NOT NULL,
  number     INTEGER NOT NULL CHECK (number >= 1),
  period     TEXT NOT NULL,
  is_frozen  INTEGER NOT NULL DEFAULT 0,  -- approved, in flight or later: a new draft may not replace it
  correction TEXT,                        -- why an edition of the same period was issued again
  figures    TEXT NOT NULL,               -- JSON: [[figure id, value or null, as displayed]]
  findings   TEXT NOT NULL,               -- JSON: [[rule, entity, subject, first edition]]
  drafted_at TEXT NOT NULL,
  frozen_at  TEXT,
  PRIMARY KEY (portfolio, report, scope, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
  id             TEXT PRIMARY KEY,        -- SHA-256 of the key below, base32, 26 characters
  portfolio      TEXT NOT NULL,
  report         TEXT NOT NULL,
  scope          TEXT NOT NULL,
  period         TEXT NOT NULL,
  edition        INTEGER NOT NULL,
  recipient      TEXT NOT NULL,           -- the mailbox in lower case
  copy_of        TEXT NOT NULL DEFAULT '', -- the delivery whose envelope an audit copy shares
  state          TEXT NOT NULL,
  is_manual      INTEGER NOT NULL,        -- a person approves it; else it is approved when sent
  sender         TEXT NOT NULL,
  address        TEXT NOT NULL,           -- the recipient as configured
  subject        TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,           -- what is said, without addresses and dates
  sha256         TEXT,                    -- the frozen bytes in the archive; NULL if blocked
  size_bytes     INTEGER NOT NULL,
  expires_at     TEXT,
  attempt        INTEGER NOT NULL DEFAULT 0,
  transport      TEXT,
  message_id     TEXT,
  last_error     TEXT,                    -- `code: message` of the transport, or the guard's rules and places
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  UNIQUE (portfolio, report, scope, period, edition, recipient, copy_of),
  FOREIGN KEY (portfolio, report, scope, edition) REFERENCES edition (portfolio, report, scope, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_state ON delivery (state);
CREATE INDEX delivery_copy ON delivery (copy_of);

-- Append-only. Each record's digest covers the one before it, so that a change is seen.
CREATE TABLE delivery_event (
  seq        INTEGER PRIMARY KEY,
  delivery   TEXT NOT NULL,
  at         TEXT NOT NULL,
  from_state TEXT NOT NULL,               -- empty for the first
  to_state   TEXT NOT NULL,               -- `withdrawn` for a draft that a new one left out
  attempt    INTEGER NOT NULL,
  note       TEXT NOT NULL,
  digest     TEXT NOT NULL
) STRICT;

CREATE INDEX delivery_event_delivery ON delivery_event (delivery, seq);

CREATE TRIGGER delivery_event_keeps BEFORE DELETE ON delivery_event
BEGIN
  SELECT RAISE(ABORT, 'delivery_event is append-only');
END;

CREATE TRIGGER delivery_event_stands BEFORE UPDATE ON delivery_event
BEGIN
  SELECT RAISE(ABORT, 'delivery_event is append-only');
END;

-- Addresses that mail is not sent to. Checked before the transport: SES counts such mail and bounces it.
CREATE TABLE suppression (
  address TEXT PRIMARY KEY,               -- the mailbox in lower case
  reason  TEXT NOT NULL,                  -- bounce, complaint, or a person's words
  since   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
