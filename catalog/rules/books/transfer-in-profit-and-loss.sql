/*
title = "A transfer between own accounts may be booked as income and expense"
severity = "medium"
reliability = "medium"
remedy = "If the money only moved, book both sides against each other."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting", "account"]
references = ["finance.md 3, transfer counted as income/expense"]
*/
-- Money that left one cash account into an expense, and the same amount that came into another cash account as income at most five days later or before.
WITH booked AS (
    SELECT
        entity,
        transaction,
        bool_or(account_type = 'expense') AS has_expense,
        bool_or(account_type = 'income') AS has_income
    FROM posting
    WHERE counterparty IS NULL
    GROUP BY
        entity,
        transaction
),
cash AS (
    SELECT
        posting.entity,
        posting.transaction,
        posting.account,
        posting.commodity,
        posting.amount,
        posting.date,
        booked.has_expense,
        booked.has_income,
        posting.file,
        posting.line
    FROM posting
    INNER JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
        AND account.is_cash
    INNER JOIN booked
        ON booked.entity = posting.entity
        AND booked.transaction = posting.transaction
    WHERE posting.date <= as_of()
)
SELECT
    paid.entity,
    CAST(paid.date AS TEXT) || ' ' || paid.account || ' to ' || received.account AS subject,
    'received on ' || CAST(received.date AS TEXT) AS detail,
    received.amount AS value_at_stake,
    received.commodity,
    paid.date,
    paid.file,
    paid.line
FROM cash AS paid
INNER JOIN cash AS received
    ON received.entity = paid.entity
    AND received.commodity = paid.commodity
    AND received.amount = -paid.amount
WHERE paid.amount < 0
    AND paid.has_expense
    AND NOT paid.has_income
    AND received.has_income
    AND NOT received.has_expense
    AND received.account <> paid.account
    AND abs(received.date - paid.date) <= 5
