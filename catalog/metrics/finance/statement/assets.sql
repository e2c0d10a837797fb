/*
title = "Assets"
kind = "stock"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
roles = ["ceo", "cfo", "accounting"]
formula = "balances of the asset accounts by line of the statement, at the rate of the period's end; accounts of unknown type stand on a line of their own"
why = "The left side of the balance sheet."
source = "finance.md 2.4; ASC 830-30-45-3"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity AS commodity,
    statement_line AS statement_line,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type IN ('asset', 'unknown')
