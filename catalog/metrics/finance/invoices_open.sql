/*
title = "Open invoices"
kind = "stock"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "invoices less what was paid on them (a receipt that names no invoice pays the oldest due first, an assumption), whether due or not"
why = "What customers owe by the invoices; it must agree with the receivable account."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM invoice_leg
