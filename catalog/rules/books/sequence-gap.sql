/*
title = "A number is missing in a series of invoices"
severity = "medium"
reliability = "high"
remedy = "Find the invoice, or write down that the number was never used."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["invoice"]
references = ["finance.md 3, sequence gaps"]
*/
-- Invoice numbers by what stands before their last digits; a gap is what lies between two that follow each other.
WITH numbered AS (
    SELECT
        entity,
        regexp_replace(id, '[0-9]+$', '') AS series,
        CAST(regexp_replace(id, '^.*?([0-9]{1,12})$', '\1') AS BIGINT) AS number,
        date,
        file,
        line
    FROM invoice
    WHERE regexp_like(id, '(^|[^0-9])[0-9]{1,12}$')
        AND date <= as_of()
),
following AS (
    SELECT
        entity,
        series,
        number,
        lead(number) OVER (PARTITION BY entity, series ORDER BY number) AS next_number,
        date,
        file,
        line
    FROM numbered
)
SELECT
    entity,
    series || CAST(number + 1 AS TEXT) || CASE WHEN next_number > number + 2 THEN ' to ' || CAST(next_number - 1 AS TEXT) ELSE '' END AS subject,
    CAST(next_number - number - 1 AS TEXT) || ' missing' AS detail,
    CASE WHEN next_number > number + 1 THEN 'fail' ELSE 'pass' END AS verdict,
    date,
    file,
    line
FROM following
WHERE next_number IS NOT NULL
