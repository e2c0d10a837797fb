/*
title = "A payment has no receipt"
severity = "low"
reliability = "certain"
remedy = "Attach the receipt: a link or a tag that begins with receipt."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["posting"]
parameters = ["receipt_threshold"]
references = ["finance.md 3, missing receipts", "US Treasury Reg. 1.274-5(c)(2)(iii)"]
*/
-- Books that never name a receipt (a link or tag that begins with receipt, doc or scan) cannot be checked: that is said once for each of them.
WITH spent AS (
    SELECT
        posting.entity,
        posting.date,
        posting.account,
        coalesce(posting.payee, posting.narration, '') AS payee,
        posting.amount,
        posting.commodity,
        regexp_like(' ' || lower(coalesce(posting.links, '') || ' ' || coalesce(posting.tags, '')), ' (receipt|doc|scan)') AS has_receipt,
        CAST(parameter_for.value AS DECIMAL(12, 2)) AS threshold,
        posting.file,
        posting.line
    FROM posting
    INNER JOIN parameter_for
        ON parameter_for.entity = posting.entity
        AND parameter_for.name = 'receipt_threshold'
    WHERE posting.account_type = 'expense'
        AND posting.counterparty IS NULL
        AND posting.amount >= parameter_for.value
        AND posting.date <= as_of()
        AND posting.date > as_of() - 365
        AND NOT regexp_like(lower(posting.account), 'depreciation|amorti[sz]ation')
),
habit AS (
    SELECT
        entity,
        bool_or(has_receipt) AS keeps_receipts,
        count(*) AS n,
        min(file) AS file
    FROM spent
    GROUP BY entity
)
SELECT
    spent.entity,
    CAST(spent.date AS TEXT) || ' ' || spent.payee || ' in ' || spent.account AS subject,
    CAST(NULL AS TEXT) AS detail,
    CASE WHEN spent.has_receipt THEN 'pass' ELSE 'fail' END AS verdict,
    spent.amount AS value_at_stake,
    spent.commodity,
    spent.date,
    spent.file,
    spent.line
FROM spent
INNER JOIN habit
    ON habit.entity = spent.entity
    AND habit.keeps_receipts
UNION ALL
SELECT
    entity,
    'receipts' AS subject,
    'no posting names a receipt, ' || CAST(n AS TEXT) || ' payments would need one' AS detail,
    'unknown' AS verdict,
    CAST(NULL AS DECIMAL(28, 12)) AS value_at_stake,
    CAST(NULL AS TEXT) AS commodity,
    CAST(NULL AS DATE) AS date,
    file,
    CAST(NULL AS BIGINT) AS line
FROM habit
WHERE NOT keeps_receipts
