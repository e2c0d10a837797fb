/*
title = "Marketing in the books"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "expenses of the books on the statement line Marketing"
why = "What was paid to be found, by every venture."
source = "marketing.md F14, MER"
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
    AND account.statement_line = 'Marketing'
