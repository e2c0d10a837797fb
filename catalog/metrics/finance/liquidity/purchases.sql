/*
title = "Bought from others"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses without depreciation, interest, wages and other ventures"
why = "What suppliers bill, and so what payables are measured against."
source = "finance.md 2.1, DPO"
*/
SELECT
    entity,
    date,
    weight AS value,
    weight_commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'expense'
    AND counterparty IS NULL
    AND statement_line NOT IN ('Depreciation', 'Interest')
    AND NOT regexp_like(lower(account), 'wage|payroll|salar|depreciation|amorti[sz]ation')
