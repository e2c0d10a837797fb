/*
title = "Clients"
roles = ["ceo", "cfo", "accounting", "operator"]
models = ["agency"]
needs = ["engagement", "invoice"]
columns = [
    { id = "client", title = "Client" },
    { id = "billing", title = "Billing" },
    { id = "fee", title = "Fee a month", unit = "money", exact = true },
    { id = "rate", title = "Rate an hour", unit = "money", exact = true },
    { id = "invoices", title = "Invoices", unit = "count" },
    { id = "last_invoice", title = "Last invoice", unit = "date" },
    { id = "hours", title = "Hours, a year", unit = "hours" },
    { id = "open_amount", title = "Open", unit = "money", exact = true },
]
*/
WITH worked AS (
    SELECT
        entity,
        coalesce(engagement, client) AS engagement,
        sum(hours) AS hours
    FROM time_entry
    WHERE date > as_of() - 365
        AND date <= as_of()
    GROUP BY
        entity,
        coalesce(engagement, client)
),
owed AS (
    SELECT
        entity,
        coalesce(engagement, customer) AS engagement,
        sum(open_amount) AS open_amount
    FROM open_invoice
    GROUP BY
        entity,
        coalesce(engagement, customer)
)
SELECT
    invoiced_engagement.entity,
    invoiced_engagement.client,
    coalesce(invoiced_engagement.billing_model, 'undefined') AS billing,
    invoiced_engagement.monthly_fee AS fee,
    invoiced_engagement.rate,
    invoiced_engagement.n_invoices AS invoices,
    invoiced_engagement.last_invoice,
    worked.hours,
    coalesce(owed.open_amount, 0) AS open_amount,
    invoiced_engagement.commodity,
    invoiced_engagement.file,
    invoiced_engagement.line
FROM invoiced_engagement
LEFT JOIN worked
    ON worked.entity = invoiced_engagement.entity
    AND worked.engagement = invoiced_engagement.engagement
LEFT JOIN owed
    ON owed.entity = invoiced_engagement.entity
    AND owed.engagement IN (invoiced_engagement.engagement, invoiced_engagement.client)
WHERE invoiced_engagement.status = 'active'
ORDER BY
    invoiced_engagement.entity,
    invoiced_engagement.n_invoices > 0,
    coalesce(owed.open_amount, 0) DESC,
    invoiced_engagement.client
