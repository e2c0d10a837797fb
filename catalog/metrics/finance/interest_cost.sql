/*
title = "Interest"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "expenses of the books on the statement line Interest"
why = "What lenders take, whatever the work brings."
source = "finance.md 2.5, Rental"
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
    AND posting_day.counterparty IS NULL
    AND account.statement_line = 'Interest'
