/*
title = "Trial balance"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
columns = [
    { id = "account", title = "Account" },
    { id = "debit", title = "Debit", unit = "money", exact = true },
    { id = "credit", title = "Credit", unit = "money", exact = true },
]
*/
-- Balances to today of every account that is not even, at cost; the two columns add up to the same.
WITH balance AS (
    SELECT
        entity,
        account,
        account_type,
        weight_commodity AS commodity,
        sum(weight) AS balance,
        min(file) AS file,
        min(line) AS line
    FROM statement_posting
    WHERE date <= as_of()
    GROUP BY
        entity,
        account,
        account_type,
        weight_commodity
)
SELECT
    entity,
    account,
    CASE WHEN balance > 0 THEN balance END AS debit,
    CASE WHEN balance < 0 THEN -balance END AS credit,
    commodity,
    file,
    line
FROM balance
WHERE balance <> 0
ORDER BY
    entity,
    CASE account_type WHEN 'asset' THEN 1 WHEN 'liability' THEN 2 WHEN 'equity' THEN 3 WHEN 'income' THEN 4 WHEN 'expense' THEN 5 ELSE 6 END,
    account,
    commodity
