-- Version 4. What an edition was made from, so that it can be made again; what was done about each
-- schedule, so that nothing is due twice.
ALTER TABLE edition ADD COLUMN made_from TEXT; -- JSON: tool, day, instant, scope, hashes of what is kept

CREATE TABLE schedule (
  schedule TEXT PRIMARY KEY,              -- the report, when, and by which clock
  due      TEXT NOT NULL,                 -- the last occurrence dealt with, or since when it is known
  at       TEXT NOT NULL,                 -- the run's instant
  done     TEXT NOT NULL,                 -- new, sent, incomplete, missed
  note     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
