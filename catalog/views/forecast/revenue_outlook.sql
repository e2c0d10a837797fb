/*
title = "Revenue to the end of the fiscal year"
roles = ["ceo", "cfo"]
columns = [
    { id = "month", title = "Month" },
    { id = "expected", title = "Expected", unit = "money" },
    { id = "low", title = "From", unit = "money" },
    { id = "high", title = "To", unit = "money" },
    { id = "even", title = "To break even", unit = "money" },
    { id = "good", title = "To make the year good", unit = "money" },
    { id = "short", title = "Short of that", unit = "money" },
]
*/
-- The months after the last closed one to the end of the fiscal year: the forecast of revenue with its 80% band, what the month has to bring for its own costs, and what it has to bring for the whole year.
WITH present AS (
    SELECT
        measure.entity,
        measure.metric,
        measure.period,
        measure.scenario,
        measure.value,
        measure.low,
        measure.high,
        measure.unit
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND entity.is_root
    WHERE measure.dimension = ''
        AND measure.metric IN ('revenue_forecast', 'monthly_revenue_target', 'year_revenue_target')
),
fiscal_year AS (
    SELECT
        entity.entity,
        period_span.end_date
    FROM entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.kind = 'year'
        AND period_span.start_date <= as_of()
        AND period_span.end_date > as_of()
    WHERE entity.is_root
),
step AS (
    SELECT CAST(column1 AS BIGINT) AS step
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11))
),
ahead AS (
    SELECT
        fiscal_year.entity,
        month_key(CAST(CAST(date_trunc('month', as_of() + 1) AS DATE) + CAST(step.step || ' months' AS INTERVAL) AS DATE)) AS month
    FROM fiscal_year
    CROSS JOIN step
    WHERE CAST(CAST(date_trunc('month', as_of() + 1) AS DATE) + CAST(step.step || ' months' AS INTERVAL) AS DATE) < fiscal_year.end_date
)
SELECT
    ahead.entity,
    ahead.month,
    expected.value AS expected,
    expected.low,
    expected.high,
    even.value AS even,
    good.value AS good,
    CASE WHEN good.value > expected.value THEN good.value - expected.value END AS short,
    coalesce(expected.unit, even.unit, good.unit) AS commodity,
    'portfolio/revenue/' || month_key(as_of()) AS file
FROM ahead
LEFT JOIN present AS expected
    ON expected.entity = ahead.entity
    AND expected.metric = 'revenue_forecast'
    AND expected.scenario = 'forecast'
    AND expected.period = ahead.month
LEFT JOIN present AS even
    ON even.entity = ahead.entity
    AND even.metric = 'monthly_revenue_target'
    AND even.scenario = 'actual'
    AND even.period = month_key(as_of())
LEFT JOIN present AS good
    ON good.entity = ahead.entity
    AND good.metric = 'year_revenue_target'
    AND good.scenario = 'actual'
    AND good.period = month_key(as_of()) || '-FYTD'
ORDER BY
    ahead.entity,
    ahead.month
