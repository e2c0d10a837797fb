/*
title = "Ageing of receivables"
roles = ["ceo", "cfo", "accounting", "operator"]
needs = ["invoice"]
columns = [
    { id = "customer", title = "Customer" },
    { id = "not_due", title = "Not due", unit = "money", exact = true },
    { id = "to_30", title = "First month", unit = "money", exact = true },
    { id = "to_60", title = "Second month", unit = "money", exact = true },
    { id = "to_90", title = "Third month", unit = "money", exact = true },
    { id = "over_90", title = "Older", unit = "money", exact = true },
    { id = "together", title = "Together", unit = "money", exact = true },
]
*/
SELECT
    entity,
    customer,
    sum(CASE WHEN bucket = 0 THEN open_amount ELSE 0 END) AS not_due,
    sum(CASE WHEN bucket = 1 THEN open_amount ELSE 0 END) AS to_30,
    sum(CASE WHEN bucket = 2 THEN open_amount ELSE 0 END) AS to_60,
    sum(CASE WHEN bucket = 3 THEN open_amount ELSE 0 END) AS to_90,
    sum(CASE WHEN bucket = 4 THEN open_amount ELSE 0 END) AS over_90,
    sum(open_amount) AS together,
    commodity,
    min(file) AS file,
    min(line) AS line
FROM open_invoice
GROUP BY
    entity,
    customer,
    commodity
ORDER BY
    entity,
    over_90 DESC,
    to_90 DESC,
    to_60 DESC,
    to_30 DESC,
    customer
