/*
title = "Net cash flow forecast"
kind = "query"
unit = "money"
better = "up"
roles = ["ceo", "cfo"]
needs = []
reads = ["net_burn"]
over = "scope"
formula = "minus net burn by the simplest model that is nearly the best on the closed months without a gap, for the three months after the last of them; 80% interval"
why = "What the bank balance is likely to gain or lose before anybody decides anything."
source = "finance.md 4"
*/
WITH history AS (
    SELECT
        entity,
        commodity,
        last_period,
        negated_series AS series
    FROM closed_series
    WHERE metric = 'net_burn'
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
        forecast(history.series, ahead.step) AS answer
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
