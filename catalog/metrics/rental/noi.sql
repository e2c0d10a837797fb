/*
title = "Net operating income"
kind = "flow"
unit = "money"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "income - expenses of the books without interest and depreciation; no loan principal, no capital spending"
why = "What the house earns before the bank."
source = "finance.md 2.5, Rental"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    -coalesce(posting_day.weight, posting_day.amount) AS value,
    coalesce(posting_day.weight_commodity, posting_day.commodity) AS commodity,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
LEFT JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE posting_day.account_type IN ('income', 'expense')
    AND posting_day.counterparty IS NULL
    AND coalesce(account.statement_line, '') NOT IN ('Interest', 'Depreciation')
