/*
title = "Debt service"
kind = "flow"
unit = "money"
better = "down"
models = ["rental"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "interest expense + loan principal repaid, by the books; new loans are left out"
why = "What the bank takes first."
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
WHERE (account.statement_line = 'Interest' AND posting_day.account_type = 'expense')
    OR (account.statement_line = 'Loans' AND posting_day.amount > 0)
