-- What a haul that is done brings (positive) and costs (negative), by its day.
WITH done_haul AS (
    SELECT
        entity,
        id,
        date,
        gross,
        commodity,
        file,
        line
    FROM job
    WHERE kind = 'haul'
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
FROM done_haul
UNION ALL
SELECT
    done_haul.entity,
    done_haul.date,
    job_line.kind AS part,
    -job_line.amount AS amount,
    job_line.commodity,
    job_line.file,
    job_line.line
FROM done_haul
INNER JOIN job_line
    ON job_line.entity = done_haul.entity
    AND job_line.job = done_haul.id
