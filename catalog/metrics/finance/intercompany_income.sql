/*
title = "Income from other ventures"
kind = "flow"
unit = "money"
better = "none"
roles = ["cfo", "accounting"]
formula = "income on accounts of another venture"
why = "It disappears when the ventures are added up."
source = "finance.md 2.4; ASC 810-10-45-1"
*/
SELECT
    entity,
    date,
    -coalesce(weight, amount) AS value,
    coalesce(weight_commodity, commodity) AS commodity,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type = 'income'
    AND counterparty IS NOT NULL
