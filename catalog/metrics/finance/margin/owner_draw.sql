/*
title = "Drawn by the owners"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "what was taken off equity, day by day, what was put in left out"
why = "What the owners live on."
source = "finance.md 2.2, revenue target"
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
WHERE account_type = 'equity'
    AND counterparty IS NULL
    AND weight > 0
