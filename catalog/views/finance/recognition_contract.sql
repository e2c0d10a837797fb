-- What is sold under a contract with a start, an end (exclusive) and a price: trips and retainer invoices; leases are in `rent_straight_line`.
-- A retainer invoice pays for the month from its date, or for as many months as it holds fees.
SELECT
    entity,
    id AS contract,
    kind AS product,
    customer,
    date AS start_date,
    coalesce(end_date, date) + 1 AS end_date,
    gross AS price,
    commodity,
    file,
    line
FROM job
WHERE kind IN ('charter', 'event', 'haul')
    AND status IN ('deposit_received', 'paid_in_full', 'completed', 'won')
    AND gross IS NOT NULL
UNION ALL
SELECT
    invoice.entity,
    invoice.id AS contract,
    'retainer' AS product,
    invoice.customer,
    invoice.date AS start_date,
    coalesce(
        CASE WHEN engagement.monthly_fee > 0 AND invoice.amount > engagement.monthly_fee THEN
            CAST(invoice.date + CAST(CAST(round_half_up(CAST(invoice.amount / engagement.monthly_fee AS DECIMAL(28, 12)), 0) AS BIGINT) || ' months' AS INTERVAL) AS DATE)
        END,
        CAST(invoice.date + INTERVAL '1 month' AS DATE)
    ) AS end_date,
    invoice.amount AS price,
    invoice.commodity,
    invoice.file,
    invoice.line
FROM invoice
LEFT JOIN engagement
    ON engagement.entity = invoice.entity
    AND engagement.id = invoice.engagement
WHERE invoice.kind = 'retainer'
    AND coalesce(invoice.status, 'issued') NOT IN ('draft', 'void')
