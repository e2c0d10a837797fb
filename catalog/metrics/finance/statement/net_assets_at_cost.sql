/*
title = "Assets less liabilities at their own rates"
kind = "stock"
unit = "money"
better = "none"
display = "exact"
rate = "date"
roles = ["ceo", "cfo", "accounting"]
formula = "assets less liabilities, each posting at the rate of its own day (and at its cost, where it has one)"
why = "What assets and liabilities would come to if no rate or price had moved since they were booked."
source = "finance.md 2.4; ASC 830-30-45-12"
*/
SELECT
    entity,
    date,
    weight AS value,
    weight_commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type IN ('asset', 'liability', 'unknown')
