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
WITH first_posting AS (
    SELECT
        entity,
        account,
        file,
        line,
        row_number() OVER (PARTITION BY entity, account ORDER BY date, file, line) AS place
    FROM posting
),
balance AS (
    SELECT
        entity,
        account,
        account_type,
        weight_commodity AS commodity,
        sum(weight) AS balance
    FROM statement_posting
    WHERE date <= as_of()
    GROUP BY
        entity,
        account,
        account_type,
        weight_commodity
)
SELECT
    balance.entity,
    balance.account,
    CASE WHEN balance.balance > 0 THEN balance.balance END AS debit,
    CASE WHEN balance.balance < 0 THEN -balance.balance END AS credit,
    balance.commodity,
    first_posting.file,
    first_posting.line
FROM balance
INNER JOIN first_posting
    ON first_posting.entity = balance.entity
    AND first_posting.account = balance.account
    AND first_posting.place = 1
WHERE balance.balance <> 0
ORDER BY
    balance.entity,
    CASE balance.account_type WHEN 'asset' THEN 1 WHEN 'liability' THEN 2 WHEN 'equity' THEN 3 WHEN 'income' THEN 4 WHEN 'expense' THEN 5 ELSE 6 END,
    balance.account,
    balance.commodity
