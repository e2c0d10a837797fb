/*
title = "Open invoices"
roles = ["ceo", "cfo", "accounting", "operator"]
needs = ["invoice"]
columns = [
    { id = "customer", title = "Customer" },
    { id = "invoice", title = "Invoice" },
    { id = "due_date", title = "Due", unit = "date" },
    { id = "days_past_due", title = "Days past due", unit = "days" },
    { id = "not_due", title = "Not due", unit = "money", exact = true },
    { id = "to_30", title = "First month", unit = "money", exact = true },
    { id = "to_60", title = "Second month", unit = "money", exact = true },
    { id = "to_90", title = "Third month", unit = "money", exact = true },
    { id = "over_90", title = "Older", unit = "money", exact = true },
]
*/
SELECT
    entity,
    customer,
    invoice,
    due_date,
    greatest(days_past_due, 0) AS days_past_due,
    CASE WHEN bucket = 0 THEN open_amount END AS not_due,
    CASE WHEN bucket = 1 THEN open_amount END AS to_30,
    CASE WHEN bucket = 2 THEN open_amount END AS to_60,
    CASE WHEN bucket = 3 THEN open_amount END AS to_90,
    CASE WHEN bucket = 4 THEN open_amount END AS over_90,
    commodity,
    file,
    line
FROM open_invoice
ORDER BY
    entity,
    due_date,
    invoice
