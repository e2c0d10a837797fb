/*
title = "Engagements without an invoice"
kind = "stock"
unit = "count"
better = "down"
models = ["agency"]
needs = ["engagement", "invoice"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "engagements that run today and have never had an invoice"
why = "Work that is given away until somebody writes a bill."
source = "tables `engagement` and `invoice`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM invoiced_engagement
WHERE status = 'active'
    AND n_invoices = 0
