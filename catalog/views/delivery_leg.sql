-- Legs sailed by today of deliveries under way, each with what it adds to what is earned: the rounded total after the leg less the one before it, so that the legs add up to the cent.
WITH sailed AS (
    SELECT
        job_line.entity,
        job_line.job,
        job_line.date,
        job_line.quantity,
        sum(job_line.quantity) OVER (
            PARTITION BY job_line.entity, job_line.job
            ORDER BY job_line.date, job_line.line
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS sailed_nm,
        job_line.file,
        job_line.line
    FROM job_line
    WHERE starts_with(lower(job_line.note), 'leg')
        AND job_line.amount = 0
        AND job_line.date <= as_of()
)
SELECT
    delivery_progress.entity,
    delivery_progress.id,
    sailed.date,
    sailed.quantity,
    round_half_up(
        CAST(
            CAST(delivery_progress.gross AS DECIMAL(14, 4)) * CAST(sailed.sailed_nm AS DECIMAL(10, 2)) / CAST(nullif(delivery_progress.distance_nm, 0) AS DECIMAL(10, 2))
            AS DECIMAL(38, 12)
        ),
        2
    ) - round_half_up(
        CAST(
            CAST(delivery_progress.gross AS DECIMAL(14, 4)) * CAST(sailed.sailed_nm - sailed.quantity AS DECIMAL(10, 2)) / CAST(nullif(delivery_progress.distance_nm, 0) AS DECIMAL(10, 2))
            AS DECIMAL(38, 12)
        ),
        2
    ) AS earned,
    delivery_progress.commodity,
    sailed.file,
    sailed.line
FROM sailed
INNER JOIN delivery_progress
    ON delivery_progress.entity = sailed.entity
    AND delivery_progress.id = sailed.job
