/*
title = "Open invoices"
roles = ["ceo", "cfo", "accounting", "operator"]
needs = ["invoice"]
columns = [
    { id = "customer", title = "Customer" },
    { id = "invoice", title = "Invoice" },
    { id = "due_date", title = "Due", unit = "date" },
    { id = "days_past_due", title = "Past due", unit = "days" },
    { id = "open_amount", title = "Open", unit = "money", exact = true },
]
*/
SELECT
    entity,
    customer,
    invoice,
    due_date,
    greatest(days_past_due, 0) AS days_past_due,
    open_amount,
    commodity,
    file,
    line
FROM open_invoice
ORDER BY
    entity,
    due_date,
    invoice
