/*
title = "An invoice is long overdue"
severity = "medium"
remedy = "Call the customer, agree on a day, and write it down."
effort_hours = 0.5
roles = ["ceo", "cfo", "accounting", "operator"]
needs = ["invoice", "payment"]
parameters = ["overdue_invoice_days"]
references = ["finance.md 2.1, ageing"]
*/
SELECT
    open_invoice.entity,
    open_invoice.invoice || ' ' || open_invoice.customer AS subject,
    'due ' || CAST(open_invoice.due_date AS TEXT) AS detail,
    open_invoice.open_amount AS value_at_stake,
    open_invoice.commodity,
    open_invoice.due_date AS date,
    open_invoice.file,
    open_invoice.line
FROM open_invoice
INNER JOIN parameter_for
    ON parameter_for.entity = open_invoice.entity
    AND parameter_for.name = 'overdue_invoice_days'
WHERE open_invoice.due_date + CAST(parameter_for.value AS INTEGER) < as_of()
