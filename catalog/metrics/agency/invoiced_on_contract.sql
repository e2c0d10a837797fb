/*
title = "Invoiced on priced contracts"
kind = "flow"
unit = "money"
better = "up"
models = ["agency"]
needs = ["engagement", "invoice"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "invoices of the engagements that have a fee or a rate, by their date"
why = "What was asked for of what is owed by contract."
source = "finance.md 2.5, Agency"
*/
SELECT
    invoice.entity,
    invoice.date,
    invoice.amount AS value,
    invoice.commodity,
    invoice.file,
    invoice.line
FROM invoice
INNER JOIN engagement
    ON engagement.entity = invoice.entity
    AND (invoice.engagement = engagement.id OR (invoice.engagement IS NULL AND invoice.customer = engagement.client))
WHERE coalesce(invoice.status, 'issued') NOT IN ('draft', 'void')
    AND (engagement.monthly_fee IS NOT NULL OR engagement.rate IS NOT NULL)
