/*
title = "Twelve months, client by client"
roles = ["ceo", "cfo", "accounting", "operator"]
models = ["agency"]
needs = ["engagement", "invoice"]
columns = [
    { id = "client", title = "Client" },
    { id = "owed", title = "By contract", unit = "money", exact = true },
    { id = "invoiced", title = "Invoiced", unit = "money", exact = true },
    { id = "not_invoiced", title = "Contract less invoices", unit = "money", exact = true },
    { id = "collected", title = "Collected", unit = "money", exact = true },
    { id = "share", title = "Share of all", unit = "ratio" },
    { id = "basis", title = "Contract" },
]
*/
-- Of each client in the twelve months to today: what the contract says (fees by month, billable hours at its rate), what was invoiced, and what of these invoices was paid.
-- The share is that of what was invoiced. The largest difference comes first: above zero it was not invoiced, below it was invoiced beyond the contract. A contract without fee and rate says nothing.
WITH month AS (
    SELECT
        portfolio,
        start_date,
        end_date
    FROM period_span
    WHERE kind = 'month'
        AND start_date > CAST(as_of() - INTERVAL '12 months' AS DATE)
        AND start_date <= as_of()
),
fee AS (
    SELECT
        engagement.entity,
        engagement.id,
        sum(engagement.monthly_fee) AS amount
    FROM engagement
    INNER JOIN entity
        ON entity.entity = engagement.entity
    INNER JOIN month
        ON month.portfolio = entity.portfolio
        AND month.end_date > engagement.start
        AND (engagement."end" IS NULL OR month.start_date <= engagement."end")
    WHERE engagement.status <> 'paused'
    GROUP BY
        engagement.entity,
        engagement.id
),
worked AS (
    SELECT
        entity,
        coalesce(engagement, client) AS engagement,
        sum(hours) AS hours
    FROM time_entry
    WHERE billable
        AND date > CAST(as_of() - INTERVAL '12 months' AS DATE)
        AND date <= as_of()
    GROUP BY
        entity,
        coalesce(engagement, client)
),
bill AS (
    SELECT
        invoice_leg.entity,
        coalesce(invoice_leg.engagement, invoice_leg.customer) AS engagement,
        sum(CASE WHEN invoice_leg.amount > 0 THEN invoice_leg.amount ELSE 0 END) AS invoiced,
        -sum(CASE WHEN invoice_leg.amount < 0 THEN invoice_leg.amount ELSE 0 END) AS collected
    FROM invoice_leg
    INNER JOIN invoice
        ON invoice.entity = invoice_leg.entity
        AND invoice.id = invoice_leg.invoice
    WHERE invoice_leg.date <= as_of()
        AND invoice.date > CAST(as_of() - INTERVAL '12 months' AS DATE)
    GROUP BY
        invoice_leg.entity,
        coalesce(invoice_leg.engagement, invoice_leg.customer)
),
client AS (
    SELECT
        engagement.entity,
        engagement.client,
        CASE
            WHEN engagement.monthly_fee IS NOT NULL THEN 'fee a month'
            WHEN engagement.rate IS NOT NULL THEN 'hours at a rate'
            ELSE 'no price on record'
        END AS basis,
        CASE
            WHEN engagement.monthly_fee IS NOT NULL THEN coalesce(fee.amount, 0)
            WHEN engagement.rate IS NOT NULL THEN CAST(CAST(coalesce(worked.hours, 0) AS DECIMAL(10, 4)) * CAST(engagement.rate AS DECIMAL(12, 4)) AS DECIMAL(28, 8))
        END AS owed,
        coalesce(bill.invoiced, 0) AS invoiced,
        coalesce(bill.collected, 0) AS collected,
        engagement.commodity,
        engagement.file,
        engagement.line
    FROM engagement
    LEFT JOIN fee
        ON fee.entity = engagement.entity
        AND fee.id = engagement.id
    LEFT JOIN worked
        ON worked.entity = engagement.entity
        AND worked.engagement IN (engagement.id, engagement.client)
    LEFT JOIN bill
        ON bill.entity = engagement.entity
        AND bill.engagement IN (engagement.id, engagement.client)
    WHERE engagement.start <= as_of()
)
SELECT
    entity,
    client,
    owed,
    invoiced,
    owed - invoiced AS not_invoiced,
    collected,
    CASE WHEN sum(invoiced) OVER (PARTITION BY entity, commodity) > 0 THEN
        round_half_even(CAST(CAST(invoiced AS DECIMAL(18, 4)) / CAST(sum(invoiced) OVER (PARTITION BY entity, commodity) AS DECIMAL(18, 4)) AS DECIMAL(28, 12)), 4)
    END AS share,
    basis,
    commodity,
    file,
    line
FROM client
ORDER BY
    entity,
    abs(coalesce(owed - invoiced, 0)) DESC,
    invoiced DESC,
    client
