-- What a delivery that is done brings (positive) and costs (negative), by the day it ended.
WITH done_delivery AS (
    SELECT
        entity,
        id,
        coalesce(end_date, date) AS date,
        gross,
        commodity,
        file,
        line
    FROM job
    WHERE kind = 'delivery'
        AND status IN ('completed', 'paid_in_full')
)
SELECT
    entity,
    date,
    'gross' AS part,
    gross AS amount,
    commodity,
    file,
    line
FROM done_delivery
UNION ALL
SELECT
    done_delivery.entity,
    done_delivery.date,
    job_line.kind AS part,
    -job_line.amount AS amount,
    job_line.commodity,
    job_line.file,
    job_line.line
FROM done_delivery
INNER JOIN job_line
    ON job_line.entity = done_delivery.entity
    AND job_line.job = done_delivery.id
WHERE job_line.amount <> 0
