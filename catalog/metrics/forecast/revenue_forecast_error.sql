/*
title = "Error of each forecast of revenue"
kind = "query"
unit = "money"
better = "down"
roles = ["cfo"]
needs = []
reads = ["revenue"]
over = "scope"
dimensions = ["model"]
formula = "mean absolute error of one month ahead, from rolling origins of three and more months, the same origins for every model; no rows below seven months: then the mean stands uncontested"
why = "The contest behind the forecast: the first model within a tenth of the best is used."
source = "finance.md 4"
*/
WITH closed_month AS (
    SELECT
        measure.entity,
        measure.period,
        measure.value AS value,
        measure.unit AS commodity
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.period = measure.period
        AND period_span.kind = 'month'
        AND period_span.end_date <= as_of() + 1
    WHERE measure.metric = 'revenue'
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
place AS (
    SELECT CAST(column1 AS BIGINT) AS place
    FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))
),
entrant AS (
    SELECT
        history.entity,
        history.commodity,
        contest_entry(history.series, place.place) AS answer
    FROM history
    CROSS JOIN place
)
SELECT
    entity,
    answer['model'] AS model,
    commodity,
    round_half_even(CAST(answer['mae'] AS DECIMAL(28, 12)), 2) AS value,
    answer['n_origins'] AS n
FROM entrant
WHERE answer['model'] IS NOT NULL
