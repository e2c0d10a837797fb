/*
title = "Depreciation"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses on accounts whose statement line is Depreciation"
why = "A cost that pays nobody this month: out of every question about cash."
source = "finance.md 2.2"
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
INNER JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE posting_day.account_type = 'expense'
    AND account.statement_line = 'Depreciation'
