-- The amounts (as in `charter_amount`) of the charters that were sold as the standard one.
SELECT
    charter_amount.entity,
    charter_amount.job,
    charter_amount.date,
    charter_amount.part,
    charter_amount.amount,
    charter_amount.commodity,
    charter_amount.file,
    charter_amount.line
FROM charter_amount
INNER JOIN charter_job
    ON charter_job.entity = charter_amount.entity
    AND charter_job.job = charter_amount.job
INNER JOIN standard_charter
    ON standard_charter.entity = charter_job.entity
    AND standard_charter.channel = charter_job.channel
    AND standard_charter.gross = charter_job.gross
    AND standard_charter.hours IS NOT DISTINCT FROM charter_job.hours
