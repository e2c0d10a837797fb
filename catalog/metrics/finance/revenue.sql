/*
title = "Revenue"
kind = "flow"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
needs = ["posting"]
formula = "income of the books, other ventures left out; a deposit is no revenue before the day of service; the plan is the budget of the income accounts"
why = "What was earned from customers in the period."
source = "finance.md 2.3; ASC 606-10-45-2"
*/
SELECT
    entity,
    date,
    -coalesce(weight, amount) AS value,
    coalesce(weight_commodity, commodity) AS commodity,
    'actual' AS scenario,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type = 'income'
    AND counterparty IS NULL
UNION ALL
SELECT
    entity,
    date,
    -amount AS value,
    commodity,
    'plan' AS scenario,
    CAST(NULL AS BIGINT) AS n_postings,
    file,
    line
FROM budget_month
WHERE account_type = 'income'
