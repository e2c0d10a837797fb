/*
title = "Liabilities"
kind = "stock"
unit = "money"
better = "down"
display = "exact"
dimensions = ["statement_line"]
roles = ["ceo", "cfo", "accounting"]
formula = "balances of the liability accounts by line of the statement, owed is positive, at the rate of the period's end"
why = "What others can ask for."
source = "finance.md 2.4; ASC 830-30-45-3"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity AS commodity,
    statement_line AS statement_line,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'liability'
