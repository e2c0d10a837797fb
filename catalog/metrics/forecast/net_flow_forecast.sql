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
WITH closed_month AS (
    SELECT
        measure.entity,
        measure.period,
        -measure.value AS value,
        measure.unit AS commodity
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.period = measure.period
        AND period_span.kind = 'month'
        AND period_span.end_date <= as_of() + 1
    WHERE measure.metric = 'net_burn'
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
),
last_gap AS (
    SELECT
        entity,
        max(CASE WHEN value IS NULL THEN period ELSE '' END) AS period
    FROM closed_month
    GROUP BY entity
),
history AS (
    SELECT
        closed_month.entity,
        min(closed_month.commodity) AS commodity,
        max(closed_month.period) AS last_period,
        array_agg(closed_month.value ORDER BY closed_month.period) AS series
    FROM closed_month
    INNER JOIN last_gap
        ON last_gap.entity = closed_month.entity
        AND closed_month.period > last_gap.period
    GROUP BY closed_month.entity
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
