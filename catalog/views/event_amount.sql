-- What an event held brings (positive) and costs (negative), by its day.
WITH held_event AS (
    SELECT
        entity,
        id,
        date,
        gross,
        commodity,
        file,
        line
    FROM job
    WHERE kind = 'event'
        AND status IN ('completed', 'paid_in_full', 'deposit_received')
)
SELECT
    entity,
    date,
    gross AS amount,
    commodity,
    file,
    line
FROM held_event
UNION ALL
SELECT
    held_event.entity,
    held_event.date,
    -job_line.amount AS amount,
    job_line.commodity,
    job_line.file,
    job_line.line
FROM held_event
INNER JOIN job_line
    ON job_line.entity = held_event.entity
    AND job_line.job = held_event.id
