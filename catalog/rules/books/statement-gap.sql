/*
title = "A cash account has a month without any row"
severity = "medium"
reliability = "high"
remedy = "Load the bank's export of that month, or enter a balance assertion that shows nothing moved."
effort_hours = 0.3
roles = ["cfo", "accounting"]
needs = ["posting", "account"]
references = ["finance.md 3, missing periods"]
*/
WITH moved AS (
    SELECT DISTINCT
        posting_day.entity,
        posting_day.account,
        account.file,
        account.line,
        CAST(date_trunc('month', posting_day.date) AS DATE) AS month
    FROM posting_day
    INNER JOIN account
        ON account.entity = posting_day.entity
        AND account.account = posting_day.account
        AND account.is_cash
    WHERE posting_day.date <= as_of()
),
following AS (
    SELECT
        entity,
        account,
        file,
        line,
        month,
        lead(month) OVER (PARTITION BY entity, account ORDER BY month) AS next_month
    FROM moved
)
SELECT
    entity,
    account || ' after ' || month_key(month) AS subject,
    'no row until ' || month_key(next_month) AS detail,
    file,
    line
FROM following
WHERE next_month > month + INTERVAL '1 month'
