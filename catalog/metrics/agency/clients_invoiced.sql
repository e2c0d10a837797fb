/*
title = "Engagements with an invoice"
kind = "stock"
unit = "count"
better = "up"
models = ["agency"]
needs = ["engagement", "invoice"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "engagements that run today and have had an invoice at any time"
why = "The others are worked for without a bill."
source = "tables `engagement` and `invoice`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM invoiced_engagement
WHERE status = 'active'
    AND n_invoices > 0
