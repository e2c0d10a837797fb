/*
title = "The day the cash is gone"
roles = ["ceo", "cfo"]
columns = [
    { id = "future", title = "Of ten thousand futures drawn from the closed months" },
    { id = "day", title = "Day", unit = "date" },
]
*/
-- P10, P50 and P90 of the drawn paths; with fewer than six closed months the three assumptions that stand in for chances.
WITH answer AS (
    SELECT
        measure.entity,
        measure.metric,
        measure.dimension,
        measure.value,
        measure.low,
        measure.high,
        measure.period
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND entity.is_root
    WHERE measure.metric IN ('zero_cash_expected', 'zero_cash_assumed')
        AND measure.scenario = 'actual'
        AND measure.period = month_key(as_of())
),
future AS (
    SELECT entity, 1 AS place, 'one in ten is out of cash by' AS future, low AS day, period FROM answer WHERE metric = 'zero_cash_expected'
    UNION ALL
    SELECT entity, 2 AS place, 'half are out of cash by' AS future, value AS day, period FROM answer WHERE metric = 'zero_cash_expected'
    UNION ALL
    SELECT entity, 3 AS place, 'nine in ten are out of cash by' AS future, high AS day, period FROM answer WHERE metric = 'zero_cash_expected'
    UNION ALL
    SELECT entity, 4 AS place, 'if the ' || replace(dimension, 'assumption=', '') AS future, value AS day, period FROM answer WHERE metric = 'zero_cash_assumed' AND dimension <> ''
)
SELECT
    entity,
    future,
    DATE '1970-01-01' + CAST(day AS INTEGER) AS day,
    'portfolio/net_burn/' || period AS file
FROM future
WHERE day IS NOT NULL
ORDER BY
    entity,
    place,
    future
