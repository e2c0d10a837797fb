-- What each customer brought in the twelve months to as_of: invoices (drafts and void ones left out); of an entity without invoices its jobs that were served; of one without either the payees of its income.
WITH invoiced_entity AS (
    SELECT entity FROM invoice GROUP BY entity
),
job_entity AS (
    SELECT
        job.entity
    FROM job
    LEFT JOIN invoiced_entity
        ON invoiced_entity.entity = job.entity
    WHERE invoiced_entity.entity IS NULL
        AND job.customer IS NOT NULL
    GROUP BY job.entity
),
sale AS (
    SELECT
        entity,
        customer,
        commodity,
        amount,
        file,
        line
    FROM invoice
    WHERE coalesce(status, 'issued') NOT IN ('draft', 'void')
        AND date <= as_of()
        AND date > CAST(as_of() - INTERVAL '12 months' AS DATE)
    UNION ALL
    SELECT
        job.entity,
        job.customer,
        job.commodity,
        job.gross AS amount,
        job.file,
        job.line
    FROM job
    INNER JOIN job_entity
        ON job_entity.entity = job.entity
    WHERE job.status IN ('deposit_received', 'paid_in_full', 'completed')
        AND job.customer IS NOT NULL
        AND job.gross IS NOT NULL
        AND coalesce(job.end_date, job.date) <= as_of()
        AND coalesce(job.end_date, job.date) > CAST(as_of() - INTERVAL '12 months' AS DATE)
    UNION ALL
    SELECT
        posting.entity,
        posting.payee AS customer,
        coalesce(posting.weight_commodity, posting.commodity) AS commodity,
        -coalesce(posting.weight, posting.amount) AS amount,
        posting.file,
        posting.line
    FROM posting
    LEFT JOIN invoiced_entity
        ON invoiced_entity.entity = posting.entity
    LEFT JOIN job_entity
        ON job_entity.entity = posting.entity
    WHERE posting.account_type = 'income'
        AND posting.counterparty IS NULL
        AND posting.payee IS NOT NULL
        AND invoiced_entity.entity IS NULL
        AND job_entity.entity IS NULL
        AND posting.date <= as_of()
        AND posting.date > CAST(as_of() - INTERVAL '12 months' AS DATE)
)
SELECT
    entity,
    customer,
    commodity,
    sum(amount) AS invoiced,
    min(file) AS file,
    min(line) AS line
FROM sale
GROUP BY
    entity,
    customer,
    commodity
