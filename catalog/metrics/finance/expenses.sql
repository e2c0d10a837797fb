/*
title = "Expenses"
kind = "flow"
unit = "money"
better = "down"
dimensions = ["category"]
roles = ["ceo", "cfo", "accounting", "operator"]
needs = ["posting"]
formula = "expenses of the books, other ventures left out, by the statement line of the account; the plan is the budget of the expense accounts"
why = "Where the money goes."
source = "finance.md 2.2"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    coalesce(posting_day.weight, posting_day.amount) AS value,
    coalesce(posting_day.weight_commodity, posting_day.commodity) AS commodity,
    coalesce(account.statement_line, 'Unclassified') AS category,
    'actual' AS scenario,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
LEFT JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
WHERE posting_day.account_type = 'expense'
    AND posting_day.counterparty IS NULL
UNION ALL
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    category,
    'plan' AS scenario,
    CAST(NULL AS BIGINT) AS n_postings,
    file,
    line
FROM budget_month
WHERE account_type = 'expense'
