/*
title = "Depreciation"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses on the line Depreciation"
why = "A cost that no bill is paid for."
source = "finance.md 2.2, cash break-even"
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
    AND statement_line = 'Depreciation'
