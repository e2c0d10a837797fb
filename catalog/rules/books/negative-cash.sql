/*
title = "A cash account went below zero"
severity = "high"
reliability = "high"
remedy = "Find the missing receipt or the payment that was booked twice; if it is true, move money before the next payment."
effort_hours = 1
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, negative cash"]
*/
WITH cash_day AS (
    SELECT
        posting_day.entity,
        posting_day.account,
        posting_day.commodity,
        posting_day.date,
        min(account.file) AS file,
        min(account.line) AS line,
        sum(posting_day.amount) AS amount
    FROM posting_day
    INNER JOIN account
        ON account.entity = posting_day.entity
        AND account.account = posting_day.account
    WHERE account.is_cash
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
    FROM cash_day
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
