/*
title = "Board of jobs"
roles = ["ceo", "operator"]
models = ["hauling"]
needs = ["job", "job_line"]
columns = [
    { id = "job", title = "Job" },
    { id = "day", title = "Day", unit = "date" },
    { id = "customer", title = "Customer" },
    { id = "state", title = "State" },
    { id = "waits", title = "Waits", unit = "days" },
    { id = "price", title = "Price", unit = "money", exact = true },
    { id = "net", title = "Leaves", unit = "money", exact = true },
]
*/
-- Quotes that wait for an answer, the oldest first, then what was hauled in the last two weeks, the newest first.
WITH cost AS (
    SELECT
        entity,
        job,
        commodity,
        sum(amount) AS amount
    FROM job_line
    GROUP BY
        entity,
        job,
        commodity
)
SELECT
    job.entity,
    job.id AS job,
    job.date AS day,
    job.customer,
    CASE
        WHEN job.status IN ('quoted', 'tentative') THEN 'quoted'
        WHEN job.status = 'won' THEN 'to do'
        ELSE 'done'
    END AS state,
    CASE WHEN job.status IN ('quoted', 'tentative') THEN as_of() - coalesce(job.booked_at, job.date) END AS waits,
    job.gross AS price,
    CASE WHEN job.status IN ('completed', 'paid_in_full') THEN job.gross - coalesce(cost.amount, 0) END AS net,
    job.commodity,
    job.file,
    job.line
FROM job
LEFT JOIN cost
    ON cost.entity = job.entity
    AND cost.job = job.id
    AND cost.commodity = job.commodity
WHERE job.kind = 'haul'
    AND (
        (job.status IN ('quoted', 'tentative', 'won') AND coalesce(job.booked_at, job.date) <= as_of())
        OR (job.status IN ('completed', 'paid_in_full') AND job.date > as_of() - 14 AND job.date <= as_of())
    )
ORDER BY
    job.entity,
    CASE WHEN job.status IN ('quoted', 'tentative') THEN 0 WHEN job.status = 'won' THEN 1 ELSE 2 END,
    CASE WHEN job.status IN ('completed', 'paid_in_full') THEN as_of() - job.date ELSE coalesce(job.booked_at, job.date) - as_of() END,
    job.id
