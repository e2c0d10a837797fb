/*
title = "Receivables"
kind = "stock"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "balance of the receivable accounts of the books, other ventures left out"
why = "Work done and not yet paid."
source = "finance.md 2.1"
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
WHERE account.statement_line = 'Receivables'
    AND posting_day.counterparty IS NULL
