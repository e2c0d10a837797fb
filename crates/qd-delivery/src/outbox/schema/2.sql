-- Version 2. One log for deliveries, editions and the outbox itself, whose digests have lengths and
-- cover the row that a step left; the provider's events as they came; a fence against copies.

CREATE TABLE log (
  seq        INTEGER PRIMARY KEY,
  subject    TEXT NOT NULL,               -- a delivery's id, `edition PORTFOLIO/REPORT/SCOPE/NUMBER`, or `outbox`
  at         TEXT NOT NULL,
  from_state TEXT NOT NULL,               -- empty for the first
  to_state   TEXT NOT NULL,               -- `withdrawn` for a draft that a new one left out
  attempt    INTEGER NOT NULL,
  note       TEXT NOT NULL,
  row_digest TEXT NOT NULL,               -- SHA-256 over the subject's row after the step; empty if it is gone
  scheme     INTEGER NOT NULL,            -- how the digest is made: 1 by version 1, 2 since
  digest     TEXT NOT NULL                -- SHA-256 over the record and the digest of the one before it
) STRICT;

INSERT INTO log (seq, subject, at, from_state, to_state, attempt, note, row_digest, scheme, digest)
SELECT seq, delivery, at, from_state, to_state, attempt, note, '', 1, digest
FROM delivery_event
ORDER BY seq;

DROP TABLE delivery_event;

CREATE INDEX log_subject ON log (subject, seq);

CREATE TRIGGER log_keeps BEFORE DELETE ON log
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TRIGGER log_stands BEFORE UPDATE ON log
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;

-- What the provider reported, each thing once, whether its delivery is known yet or not.
CREATE TABLE feedback (
  delivery   TEXT NOT NULL,               -- the id in the event's tags; empty if it had none
  message_id TEXT NOT NULL,               -- the provider's; empty if it named none
  recipient  TEXT NOT NULL,               -- the mailbox in lower case
  attempt    INTEGER NOT NULL,            -- 0 if the event does not say
  kind       TEXT NOT NULL,               -- sent, rejected, delivered, bounced, bounced-for-good, complained
  at         TEXT NOT NULL,               -- when it happened, as the provider says
  detail     TEXT NOT NULL,               -- the server's words
  PRIMARY KEY (delivery, message_id, recipient, attempt, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_message ON feedback (message_id, recipient);
CREATE INDEX delivery_message ON delivery (message_id);

-- Where this outbox may send from. A copy, an older backup or another machine does not fit it.
CREATE TABLE fence (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  token     TEXT NOT NULL,                -- stands in the file `fence` too, which the database's copy lacks
  host      TEXT NOT NULL,                -- a hash of the machine's id
  host_name TEXT NOT NULL,                -- for people
  folder    TEXT NOT NULL,                -- for people
  inode     TEXT NOT NULL,                -- of the file `fence`: a copy of the folder has another
  born      TEXT NOT NULL,                -- when that file was made; empty if the file system does not say
  run       INTEGER NOT NULL              -- how many runs took the right to send; the file counts along
) STRICT;

-- The role by which a recipient gets it; empty where version 1 planned it.
ALTER TABLE delivery ADD COLUMN role TEXT NOT NULL DEFAULT '';
