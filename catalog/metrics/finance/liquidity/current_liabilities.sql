/*
title = "Current liabilities"
kind = "stock"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "liabilities but loans, which count as due after the year (their next principal is in the cash break-even)"
why = "What falls due within the year."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'liability'
    AND statement_line <> 'Loans'
