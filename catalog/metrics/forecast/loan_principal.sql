/*
title = "Loan principal repaid"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "debits on accounts whose statement line is Loans; interest and new loans are left out"
why = "Cash that leaves every month and is in no profit."
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
WHERE account.statement_line = 'Loans'
    AND posting_day.amount > 0
