/*
title = "Invoiced"
kind = "flow"
unit = "money"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "amounts of the invoices, by their date"
why = "What was asked for."
source = "finance.md 2.5, Agency"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM invoice
WHERE coalesce(status, 'issued') NOT IN ('draft', 'void')
