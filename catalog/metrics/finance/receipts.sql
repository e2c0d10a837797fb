/*
title = "Receipts"
kind = "flow"
unit = "money"
better = "up"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "what unrestricted cash takes in from customers and refunds, transaction by transaction; owners, lenders, tenants' deposits and other ventures left out"
why = "Money that customers have really paid, whatever is invoiced."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM cash_leg
WHERE operating_amount > 0
