/*
title = "Uncategorised spend"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses on accounts named uncategorised, suspense, imbalance, unknown or misc"
why = "Every total above it is wrong by up to this much."
source = "finance.md 3, suspense/uncategorised"
*/
SELECT
    entity,
    date,
    coalesce(weight, amount) AS value,
    coalesce(weight_commodity, commodity) AS commodity,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type = 'expense'
    AND regexp_like(lower(account), 'uncategori|suspense|ask my accountant|imbalance|unknown|misc')
