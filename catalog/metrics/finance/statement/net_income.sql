/*
title = "Net income"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
formula = "income less expenses of the books by line of the statement (costs are negative), charges between ventures included; the plan is the budget of the accounts"
why = "The income statement: its lines add up to what the owners gained or lost."
source = "finance.md 2.4, 2.2"
*/
SELECT
    entity,
    date,
    -weight AS value,
    weight_commodity AS commodity,
    statement_line,
    'actual' AS scenario,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type IN ('income', 'expense')
UNION ALL
SELECT
    entity,
    date,
    CASE WHEN account_type = 'income' THEN amount ELSE -amount END AS value,
    commodity,
    category AS statement_line,
    'plan' AS scenario,
    CAST(NULL AS BIGINT) AS n_postings,
    file,
    line
FROM budget_month
WHERE account_type IN ('income', 'expense')
