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
WITH history AS (
    SELECT
        entity,
        commodity,
        last_period,
        series
    FROM closed_series
    WHERE metric = 'revenue'
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
