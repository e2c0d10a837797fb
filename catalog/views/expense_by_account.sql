/*
title = "Expenses by account, this month and the last"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
columns = [
    { id = "account", title = "Account" },
    { id = "behaviour", title = "Behaviour" },
    { id = "this_month", title = "This month", unit = "money", exact = true },
    { id = "last_month", title = "Month before", unit = "money", exact = true },
    { id = "twelve_months", title = "Twelve months", unit = "money", exact = true },
]
*/
WITH spent AS (
    SELECT
        entity,
        account,
        coalesce(weight_commodity, commodity) AS commodity,
        sum(CASE WHEN month_key(date) = month_key(as_of()) THEN coalesce(weight, amount) ELSE 0 END) AS this_month,
        sum(CASE WHEN month_key(date) = month_key(CAST(date_trunc('month', as_of()) AS DATE) - 1) THEN coalesce(weight, amount) ELSE 0 END) AS last_month,
        sum(coalesce(weight, amount)) AS twelve_months
    FROM posting_day
    WHERE account_type = 'expense'
        AND counterparty IS NULL
        AND date <= as_of()
        AND date > as_of() - 365
    GROUP BY
        entity,
        account,
        coalesce(weight_commodity, commodity)
)
SELECT
    spent.entity,
    spent.account,
    coalesce(account.behaviour, 'undecided') AS behaviour,
    spent.this_month,
    spent.last_month,
    spent.twelve_months,
    spent.commodity,
    account.file,
    account.line
FROM spent
LEFT JOIN account
    ON account.entity = spent.entity
    AND account.account = spent.account
ORDER BY
    spent.this_month DESC,
    spent.twelve_months DESC,
    spent.entity,
    spent.account
