/*
title = "Cancellation income"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "income on accounts of the line Cancellation income: what is kept of the deposits of trips that were called off"
why = "It is income of no trip: a price, a contribution of a unit or a break-even that holds it is too good."
source = "finance.md 2.3, Cancellation; 2.5, Charter"
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
INNER JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE posting_day.account_type = 'income'
    AND posting_day.counterparty IS NULL
    AND account.statement_line = 'Cancellation income'
