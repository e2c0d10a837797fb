-- Deliveries under way: miles sailed by today, and what is earned of the price by them (half-up to the cent).
WITH sailed AS (
    SELECT
        entity,
        job,
        sum(quantity) AS sailed_nm
    FROM job_line
    WHERE starts_with(lower(note), 'leg')
        AND amount = 0
        AND date <= as_of()
    GROUP BY
        entity,
        job
)
SELECT
    job.entity,
    job.id,
    job.customer,
    job.date,
    job.end_date,
    job.distance_nm,
    coalesce(sailed.sailed_nm, 0) AS sailed_nm,
    job.gross,
    CASE WHEN job.distance_nm > 0 THEN
        round_half_up(
            CAST(
                CAST(job.gross AS DECIMAL(14, 4)) * CAST(coalesce(sailed.sailed_nm, 0) AS DECIMAL(10, 2)) / CAST(job.distance_nm AS DECIMAL(10, 2))
                AS DECIMAL(38, 12)
            ),
            2
        )
    END AS earned,
    CASE WHEN job.deposit_date <= as_of() THEN coalesce(job.deposit, 0) ELSE 0 END AS received,
    job.commodity,
    job.file,
    job.line
FROM job
LEFT JOIN sailed
    ON sailed.entity = job.entity
    AND sailed.job = job.id
WHERE job.kind = 'delivery'
    AND job.status IN ('won', 'deposit_received')
    AND job.date <= as_of()
    AND (job.end_date IS NULL OR job.end_date > as_of())
