/*
title = "An amount is far from the account's usual ones"
severity = "low"
reliability = "medium"
remedy = "Compare the amount with its receipt; correct a slip of the keyboard, else leave it."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, outlier"]
*/
-- On the logarithms of the amounts, because an account's amounts are skewed: 0.6745 x distance from the median over 3.5 median deviations, and at least twice or half the median.
-- An account needs 12 amounts, and a payee that the account knows by 4 amounts of its own is compared with those: a yearly bill beside monthly ones is no slip.
WITH spent AS (
    SELECT
        entity,
        account,
        commodity,
        date,
        amount,
        ln(CAST(amount AS DOUBLE)) AS size,
        coalesce(payee, narration, '') AS payee,
        count(*) OVER (PARTITION BY entity, account, commodity, payee) AS n_of_payee,
        file,
        line
    FROM posting
    WHERE account_type = 'expense'
        AND amount > 0
        AND date <= as_of()
),
grouped AS (
    SELECT
        entity,
        account,
        commodity,
        CASE WHEN n_of_payee >= 4 THEN payee ELSE '' END AS kind,
        date,
        amount,
        size,
        payee,
        file,
        line
    FROM spent
),
middle AS (
    SELECT
        entity,
        account,
        commodity,
        kind,
        median(size) AS median_size,
        median(amount) AS median_amount
    FROM grouped
    GROUP BY
        entity,
        account,
        commodity,
        kind
    HAVING count(*) >= 12
),
spread AS (
    SELECT
        grouped.entity,
        grouped.account,
        grouped.commodity,
        grouped.kind,
        min(middle.median_size) AS median_size,
        min(middle.median_amount) AS median_amount,
        median(abs(grouped.size - middle.median_size)) AS deviation
    FROM grouped
    INNER JOIN middle
        ON middle.entity = grouped.entity
        AND middle.account = grouped.account
        AND middle.commodity = grouped.commodity
        AND middle.kind = grouped.kind
    GROUP BY
        grouped.entity,
        grouped.account,
        grouped.commodity,
        grouped.kind
)
SELECT
    grouped.entity,
    CAST(grouped.date AS TEXT) || ' ' || grouped.payee || ' in ' || grouped.account AS subject,
    'the median is ' || CAST(CAST(spread.median_amount AS DECIMAL(18, 2)) AS TEXT) || ' ' || grouped.commodity AS detail,
    grouped.amount AS value_at_stake,
    grouped.commodity,
    grouped.date,
    grouped.file,
    grouped.line
FROM grouped
INNER JOIN spread
    ON spread.entity = grouped.entity
    AND spread.account = grouped.account
    AND spread.commodity = grouped.commodity
    AND spread.kind = grouped.kind
WHERE spread.deviation > 0
    -- The receipt of an older payment is seldom at hand: they set the measure, but are not listed.
    AND grouped.date + 92 > as_of()
    AND 0.6745 * abs(grouped.size - spread.median_size) > 3.5 * spread.deviation
    AND abs(grouped.size - spread.median_size) >= ln(2)
