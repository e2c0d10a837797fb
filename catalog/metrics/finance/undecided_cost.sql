/*
title = "Cost that is neither variable nor fixed"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses on accounts whose behaviour is semi, or is not declared"
why = "The width of every break-even: the report prints both ends."
source = "finance.md 2.2; `behaviour` of the chart of accounts"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    coalesce(posting_day.weight, posting_day.amount) AS value,
    coalesce(posting_day.weight_commodity, posting_day.commodity) AS commodity,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
LEFT JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE posting_day.account_type = 'expense'
    AND posting_day.counterparty IS NULL
    AND coalesce(account.behaviour, 'semi') = 'semi'
