/*
title = "Current liabilities"
kind = "stock"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
formula = "liabilities but loans, and of loans the principal that falls due within a year by the lender's schedule; a loan without a schedule on record counts as due later"
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
UNION ALL
SELECT
    entity,
    date,
    due_within_year - lag(due_within_year, 1, CAST(0 AS DECIMAL(38, 12))) OVER (PARTITION BY entity, id ORDER BY date) AS value,
    commodity,
    CAST(NULL AS BIGINT) AS n_postings,
    file,
    line
FROM loan_month
