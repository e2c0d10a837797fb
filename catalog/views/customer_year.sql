-- What each customer was invoiced in the twelve months to as_of, drafts and void invoices left out, in the currency of the invoices.
SELECT
    entity,
    customer,
    commodity,
    sum(amount) AS invoiced,
    min(file) AS file,
    min(line) AS line
FROM invoice
WHERE coalesce(status, 'issued') NOT IN ('draft', 'void')
    AND date <= as_of()
    AND date > CAST(as_of() - INTERVAL '12 months' AS DATE)
GROUP BY
    entity,
    customer,
    commodity
