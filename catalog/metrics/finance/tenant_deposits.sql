/*
title = "Tenants' deposits owed"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting", "operator"]
models = ["rental"]
formula = "balance of what is held for tenants"
why = "A liability for as long as the lease runs, never income."
source = "finance.md 2.3"
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
WHERE account.statement_line = 'Tenant deposits'
