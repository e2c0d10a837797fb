/*
title = "Cash accounts and the bank"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting", "account"]
columns = [
    { id = "account", title = "Account" },
    { id = "balance", title = "Balance", unit = "money", exact = true },
    { id = "asserted_on", title = "Compared on", unit = "date" },
    { id = "state", title = "State" },
]
*/
WITH balance AS (
    SELECT
        entity,
        account,
        commodity,
        sum(amount) AS balance
    FROM posting_day
    WHERE date <= as_of()
    GROUP BY
        entity,
        account,
        commodity
)
SELECT
    cash_account.entity,
    cash_account.account,
    balance.balance,
    cash_account.asserted_on,
    CASE
        WHEN cash_account.is_reconciled THEN 'compared'
        WHEN cash_account.asserted_on IS NULL THEN 'never compared'
        ELSE 'compared too long ago'
    END AS state,
    balance.commodity,
    cash_account.file,
    cash_account.line
FROM cash_account
INNER JOIN balance
    ON balance.entity = cash_account.entity
    AND balance.account = cash_account.account
ORDER BY
    cash_account.asserted_on NULLS FIRST,
    cash_account.entity,
    cash_account.account
