/*
title = "Equity"
kind = "stock"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
rate = "date"
roles = ["ceo", "cfo", "accounting"]
formula = "what the owners put in, and what was earned to date, each posting at the rate of its own day"
why = "What belongs to the owners by the books."
source = "finance.md 2.4; ASC 830-30-45-3, historical rates"
*/
SELECT
    entity,
    date,
    -weight AS value,
    weight_commodity AS commodity,
    CASE WHEN account_type = 'equity' THEN statement_line ELSE 'Result to date' END AS statement_line,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type IN ('equity', 'income', 'expense')
