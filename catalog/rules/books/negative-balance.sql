/*
title = "A receivable or payable is on the wrong side"
severity = "medium"
reliability = "medium"
remedy = "Find the receipt or payment that was booked twice or to the wrong customer; move a true credit to liabilities."
effort_hours = 0.3
roles = ["cfo", "accounting"]
needs = ["posting", "account"]
references = ["finance.md 3, AR credit and AP debit by day"]
*/
WITH control_day AS (
    SELECT
        posting_day.entity,
        posting_day.account,
        posting_day.commodity,
        posting_day.date,
        min(account.file) AS file,
        min(account.line) AS line,
        sum(CASE WHEN account.account_type = 'asset' THEN posting_day.amount ELSE -posting_day.amount END) AS amount
    FROM posting_day
    INNER JOIN account
        ON account.entity = posting_day.entity
        AND account.account = posting_day.account
    WHERE account.account_type IN ('asset', 'liability')
        AND account.counterparty IS NULL
        AND regexp_like(lower(account.account), 'receivable|payable')
        AND posting_day.date <= as_of()
    GROUP BY
        posting_day.entity,
        posting_day.account,
        posting_day.commodity,
        posting_day.date
),
balance_day AS (
    SELECT
        entity,
        account,
        commodity,
        date,
        file,
        line,
        sum(amount) OVER (PARTITION BY entity, account, commodity ORDER BY date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance
    FROM control_day
)
SELECT
    entity,
    account || ' in ' || commodity AS subject,
    'first on ' || CAST(min(date) AS TEXT) AS detail,
    -min(balance) AS value_at_stake,
    commodity,
    min(date) AS date,
    min(file) AS file,
    min(line) AS line
FROM balance_day
WHERE balance < 0
GROUP BY
    entity,
    account,
    commodity
