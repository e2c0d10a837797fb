-- What a served charter brings (`part` = gross, positive) and costs (the kind of its line, negative), by the day of the trip.
SELECT
    entity,
    job,
    date,
    channel,
    'gross' AS part,
    gross AS amount,
    CAST(NULL AS DECIMAL(28, 12)) AS rate_card,
    CAST(NULL AS DECIMAL(28, 12)) AS quantity,
    commodity,
    file,
    line
FROM charter_job
UNION ALL
SELECT
    charter_job.entity,
    charter_job.job,
    charter_job.date,
    charter_job.channel,
    job_line.kind AS part,
    -job_line.amount AS amount,
    job_line.rate_card,
    job_line.quantity,
    job_line.commodity,
    job_line.file,
    job_line.line
FROM charter_job
INNER JOIN job_line
    ON job_line.entity = charter_job.entity
    AND job_line.job = charter_job.job
