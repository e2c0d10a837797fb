/*
title = "Restricted cash"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "sum of the balances of cash accounts that are not free to spend"
why = "It looks like money and cannot pay a bill: it belongs to tenants or to a lender."
source = "finance.md 2.1; `is_restricted` of the chart of accounts"
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
    AND account.is_restricted
