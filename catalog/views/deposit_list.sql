/*
title = "Deposits held"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting", "job"]
columns = [
    { id = "job", title = "Booking" },
    { id = "customer", title = "Customer" },
    { id = "served_on", title = "Day of service", unit = "date" },
    { id = "amount", title = "Held", unit = "money", exact = true },
]
*/
SELECT
    job.entity,
    job.id AS job,
    min(job.customer) AS customer,
    min(job.date) AS served_on,
    sum(-posting.amount) AS amount,
    posting.commodity,
    min(posting.file) AS file,
    min(posting.line) AS line
FROM posting
INNER JOIN account
    ON account.entity = posting.entity
    AND account.account = posting.account
    AND account.statement_line = 'Contract liabilities'
INNER JOIN job
    ON job.entity = posting.entity
    AND (' ' || posting.links || ' ') LIKE ('% ' || job.id || ' %')
WHERE posting.date <= as_of()
GROUP BY
    job.entity,
    job.id,
    posting.commodity
HAVING sum(posting.amount) <> 0
ORDER BY
    served_on,
    job.entity,
    job.id
