/*
title = "Overdue invoices"
kind = "stock"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "invoices past their due date (without one: past their date) less what was paid on them (a receipt that names no invoice pays the oldest due first, an assumption)"
why = "The cheapest money there is: it is owed already."
source = "finance.md 2.1"
*/
SELECT
    entity,
    overdue_from AS date,
    amount AS value,
    commodity,
    file,
    line
FROM invoice_leg
