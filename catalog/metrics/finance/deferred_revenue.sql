/*
title = "Deposits for service not yet given"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "balance of the contract liabilities: received, and neither earned nor returned"
why = "In the bank, and not ours before the day of the trip."
source = "finance.md 2.3; ASC 606-10-45-2"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    -posting_day.amount AS value,
    posting_day.commodity,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
INNER JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE account.statement_line = 'Contract liabilities'
