/*
title = "Cash"
kind = "stock"
unit = "money"
better = "up"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "sum of the balances of every cash account that is free to spend, customers' deposits included"
why = "What can be paid tomorrow. Everything else in the report competes for it."
source = "finance.md 2.1; `is_cash` and `is_restricted` of the chart of accounts"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    posting_day.amount AS value,
    posting_day.commodity,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
INNER JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE account.is_cash
    AND NOT account.is_restricted
