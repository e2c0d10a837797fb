/*
title = "The books and the lender disagree about a loan"
severity = "medium"
reliability = "certain"
remedy = "Book the balance of the lender's statement on the day the books begin, against what was bought with it."
effort_hours = 0.5
roles = ["ceo", "cfo", "accounting"]
needs = ["posting", "loan"]
references = ["finance.md 3, sub-ledger = control account"]
*/
-- All loans of an entity against the line Loans of its books, on the day of the latest statement.
WITH stated AS (
    SELECT
        entity,
        commodity,
        sum(balance) AS balance,
        max(balance_date) AS balance_date,
        min(file) AS file,
        min(line) AS line
    FROM loan
    WHERE balance_date <= as_of()
    GROUP BY
        entity,
        commodity
),
booked AS (
    SELECT
        stated.entity,
        stated.commodity,
        sum(-statement_posting.amount) AS balance
    FROM stated
    INNER JOIN statement_posting
        ON statement_posting.entity = stated.entity
        AND statement_posting.commodity = stated.commodity
        AND statement_posting.date <= stated.balance_date
    WHERE statement_posting.account_type = 'liability'
        AND statement_posting.statement_line = 'Loans'
    GROUP BY
        stated.entity,
        stated.commodity
)
SELECT
    stated.entity,
    'loans' AS subject,
    'lender ' || CAST(CAST(stated.balance AS DECIMAL(18, 2)) AS TEXT)
        || ', books ' || CAST(CAST(coalesce(booked.balance, 0) AS DECIMAL(18, 2)) AS TEXT) || ' ' || stated.commodity AS detail,
    CASE WHEN stated.balance = coalesce(booked.balance, 0) THEN 'pass' ELSE 'fail' END AS verdict,
    abs(stated.balance - coalesce(booked.balance, 0)) AS value_at_stake,
    stated.commodity,
    stated.file,
    stated.line
FROM stated
LEFT JOIN booked
    ON booked.entity = stated.entity
    AND booked.commodity = stated.commodity
