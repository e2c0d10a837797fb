/*
title = "Revenue stands in another month than its service"
severity = "medium"
reliability = "high"
remedy = "Move the revenue to the day of service."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting", "job"]
references = ["finance.md 3, cut-off", "ASC 606-10-25-30"]
*/
-- Income that names a job (its first link) against the month in which the job ended; cancellation income has no service.
SELECT
    posting.entity,
    job.id AS subject,
    'booked on ' || CAST(posting.date AS TEXT) || ', served on ' || CAST(coalesce(job.end_date, job.date) AS TEXT) AS detail,
    CASE WHEN month_key(posting.date) = month_key(coalesce(job.end_date, job.date)) THEN 'pass' ELSE 'fail' END AS verdict,
    abs(posting.amount) AS value_at_stake,
    posting.commodity,
    posting.date,
    posting.file,
    posting.line
FROM posting
INNER JOIN job
    ON job.entity = posting.entity
    AND job.id = split_part(posting.links, ' ', 1)
WHERE posting.account_type = 'income'
    AND posting.counterparty IS NULL
    AND posting.date <= as_of()
    AND posting.date > as_of() - 365
    AND job.status <> 'cancelled'
    AND job.kind <> 'delivery'
