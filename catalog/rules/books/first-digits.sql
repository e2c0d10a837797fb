/*
title = "First digits are unlike those of amounts that nobody chose"
severity = "info"
reliability = "low"
remedy = "Nothing by itself: priced lists are never so. Compare with another year."
effort_hours = 0.5
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, Benford: only of 1,000 amounts over two orders of magnitude; Nigrini's limit of .015"]
*/
-- Benford's law over the expenses of all time; too few amounts, or amounts too alike, cannot be told. Never an alarm.
WITH amount AS (
    SELECT
        entity,
        CAST(abs(amount) AS DOUBLE) AS size
    FROM posting
    WHERE account_type = 'expense'
        AND counterparty IS NULL
        AND amount <> 0
        AND date <= as_of()
),
digit AS (
    SELECT
        entity,
        CAST(floor(size / power(10, floor(log10(size)))) AS BIGINT) AS digit,
        size
    FROM amount
),
total AS (
    SELECT
        entity,
        count(*) AS n,
        min(size) AS smallest,
        max(size) AS largest
    FROM digit
    GROUP BY entity
),
law AS (
    SELECT
        CAST(column1 AS BIGINT) AS digit,
        log10(1 + 1.0 / column1) AS share
    FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9))
),
counted AS (
    SELECT
        entity,
        digit,
        count(*) AS n
    FROM digit
    GROUP BY
        entity,
        digit
),
deviation AS (
    SELECT
        total.entity,
        avg(abs(coalesce(counted.n, 0) / CAST(total.n AS DOUBLE) - law.share)) AS mean_deviation
    FROM total
    CROSS JOIN law
    LEFT JOIN counted
        ON counted.entity = total.entity
        AND counted.digit = law.digit
    GROUP BY total.entity
)
SELECT
    total.entity,
    'first digits of the expenses' AS subject,
    CASE
        WHEN total.n < 1000 THEN CAST(total.n AS TEXT) || ' amounts; 1000 are needed'
        WHEN total.largest < 100 * total.smallest THEN 'the amounts span less than two orders of magnitude'
        ELSE 'mean deviation ' || CAST(CAST(deviation.mean_deviation AS DECIMAL(6, 4)) AS TEXT) || ', limit 0.0150'
    END AS detail,
    CASE
        WHEN total.n < 1000 OR total.largest < 100 * total.smallest THEN 'unknown'
        WHEN deviation.mean_deviation > 0.015 THEN 'fail'
        ELSE 'pass'
    END AS verdict
FROM total
INNER JOIN deviation
    ON deviation.entity = total.entity
