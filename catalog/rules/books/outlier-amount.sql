/*
title = "An amount is far from the account's usual ones (reliability: medium)"
severity = "low"
remedy = "Compare the amount with its receipt; correct a slip of the keyboard, else leave it."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, outlier"]
*/
WITH spent AS (
    SELECT
        entity,
        account,
        commodity,
        date,
        amount,
        payee,
        narration,
        file,
        line
    FROM posting
    WHERE account_type = 'expense'
        AND date <= as_of()
),
middle AS (
    SELECT
        entity,
        account,
        commodity,
        median(CAST(amount AS DOUBLE)) AS median_amount
    FROM spent
    GROUP BY
        entity,
        account,
        commodity
    HAVING count(*) >= 12
),
spread AS (
    SELECT
        spent.entity,
        spent.account,
        spent.commodity,
        min(middle.median_amount) AS median_amount,
        median(abs(CAST(spent.amount AS DOUBLE) - middle.median_amount)) AS deviation
    FROM spent
    INNER JOIN middle
        ON middle.entity = spent.entity
        AND middle.account = spent.account
        AND middle.commodity = spent.commodity
    GROUP BY
        spent.entity,
        spent.account,
        spent.commodity
)
SELECT
    spent.entity,
    CAST(spent.date AS TEXT) || ' ' || coalesce(spent.payee, spent.narration, '') || ' in ' || spent.account AS subject,
    'the median is ' || CAST(CAST(spread.median_amount AS DECIMAL(18, 2)) AS TEXT) || ' ' || spent.commodity AS detail,
    abs(spent.amount) AS value_at_stake,
    spent.commodity,
    spent.date,
    spent.file,
    spent.line
FROM spent
INNER JOIN spread
    ON spread.entity = spent.entity
    AND spread.account = spent.account
    AND spread.commodity = spent.commodity
WHERE spread.deviation > 0
    -- The receipt of an older payment is seldom at hand: they set the measure, but are not listed.
    AND spent.date + 92 > as_of()
    AND abs(0.6745 * (CAST(spent.amount AS DOUBLE) - spread.median_amount)) > 3.5 * spread.deviation
