/*
title = "What was paid ahead is no liability in the books"
severity = "medium"
reliability = "high"
remedy = "Book the deposit to contract liabilities, and to revenue as the service is given."
effort_hours = 0.3
roles = ["ceo", "cfo", "accounting"]
needs = ["posting", "job"]
references = ["finance.md 2.3, 3: sub-ledger = control account", "ASC 606-10-45-2"]
*/
-- The register of jobs against the ledger, job by job: deposits received for service that lies ahead, and of deliveries under way what is paid ahead of the miles.
-- The ledger's side are the contract liabilities whose first link names the job; a book without links is compared as a whole with zero.
WITH held AS (
    SELECT
        entity,
        id,
        deposit AS amount,
        commodity,
        file,
        line
    FROM job
    WHERE deposit > 0
        AND deposit_date <= as_of()
        AND date > as_of()
        AND kind <> 'delivery'
        AND status IN ('deposit_received', 'paid_in_full')
    UNION ALL
    SELECT
        entity,
        id,
        received - earned AS amount,
        commodity,
        file,
        line
    FROM delivery_progress
    WHERE received > earned
),
booked AS (
    SELECT
        posting.entity,
        split_part(coalesce(posting.links, ''), ' ', 1) AS id,
        posting.commodity,
        -sum(posting.amount) AS amount
    FROM posting
    INNER JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
        AND account.statement_line = 'Contract liabilities'
    WHERE posting.date <= as_of()
    GROUP BY
        posting.entity,
        split_part(coalesce(posting.links, ''), ' ', 1),
        posting.commodity
)
SELECT
    held.entity,
    held.id AS subject,
    'held ' || CAST(CAST(held.amount AS DECIMAL(18, 2)) AS TEXT) || ', booked ' || CAST(CAST(coalesce(booked.amount, 0) AS DECIMAL(18, 2)) AS TEXT) || ' ' || held.commodity AS detail,
    CASE WHEN held.amount = coalesce(booked.amount, 0) THEN 'pass' ELSE 'fail' END AS verdict,
    abs(held.amount - coalesce(booked.amount, 0)) AS value_at_stake,
    held.commodity,
    held.file,
    held.line
FROM held
LEFT JOIN booked
    ON booked.entity = held.entity
    AND booked.id = held.id
    AND booked.commodity = held.commodity
