/*
title = "A deposit is still a liability though the day of service has passed"
severity = "medium"
reliability = "high"
remedy = "Book the deposit to revenue, or return it if the trip did not take place."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting", "job"]
references = ["finance.md 3, old deposits", "ASC 606-10-45-2"]
*/
WITH held AS (
    SELECT
        job.entity,
        job.id,
        job.date AS served_on,
        -posting.amount AS amount,
        posting.commodity,
        posting.file,
        posting.line
    FROM posting
    INNER JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
        AND account.statement_line = 'Contract liabilities'
    INNER JOIN job
        ON job.entity = posting.entity
        AND (' ' || posting.links || ' ') LIKE ('% ' || job.id || ' %')
    WHERE posting.date <= as_of()
        AND coalesce(job.end_date, job.date) < as_of()
)
SELECT
    entity,
    id AS subject,
    'day of service ' || CAST(min(served_on) AS TEXT) AS detail,
    sum(amount) AS value_at_stake,
    commodity,
    min(served_on) AS date,
    min(file) AS file,
    min(line) AS line
FROM held
GROUP BY
    entity,
    id,
    commodity
HAVING sum(amount) <> 0
