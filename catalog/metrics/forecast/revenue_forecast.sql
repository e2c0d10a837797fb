/*
title = "Revenue forecast"
kind = "query"
unit = "money"
better = "up"
roles = ["ceo", "cfo"]
needs = []
reads = ["revenue"]
over = "scope"
formula = "the simplest model that is nearly the best on the closed months without a gap, for the three months after the last of them; 80% interval; never below zero"
why = "What the months behind say of the months ahead, and how little that is."
source = "finance.md 4"
*/
WITH history AS (
    SELECT
        entity,
        commodity,
        last_period,
        series
    FROM closed_series
    WHERE metric = 'revenue'
),
ahead AS (
    SELECT 1 AS step, INTERVAL '1 month' AS distance
    UNION ALL
    SELECT 2 AS step, INTERVAL '2 months' AS distance
    UNION ALL
    SELECT 3 AS step, INTERVAL '3 months' AS distance
),
point AS (
    SELECT
        history.entity,
        month_key(CAST(CAST(history.last_period || '-01' AS DATE) + ahead.distance AS DATE)) AS period,
        history.commodity,
        forecast_positive(history.series, ahead.step) AS answer
    FROM history
    CROSS JOIN ahead
)
SELECT
    entity,
    period,
    'forecast' AS scenario,
    commodity,
    round_half_even(CAST(answer['value'] AS DECIMAL(28, 12)), 2) AS value,
    round_half_even(CAST(answer['low'] AS DECIMAL(28, 12)), 2) AS low,
    round_half_even(CAST(answer['high'] AS DECIMAL(28, 12)), 2) AS high,
    answer['n'] AS n
FROM point
