-- Version 3. What came as an event and is none that we know: kept, so that a person can look.
CREATE TABLE dead_letter (
  sha256 TEXT PRIMARY KEY,                -- of the whole body: the same one twice is one
  at     TEXT NOT NULL,                   -- the run's instant
  why    TEXT NOT NULL,
  body   TEXT NOT NULL                    -- its beginning, control characters as blanks
) STRICT, WITHOUT ROWID;

-- Whether archived bytes are still named is asked once for each message of a plan.
CREATE INDEX delivery_bytes ON delivery (sha256);
