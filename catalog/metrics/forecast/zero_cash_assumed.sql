/*
title = "Day the cash is gone, by assumption"
kind = "query"
unit = "date"
better = "up"
roles = ["ceo", "cfo"]
needs = []
reads = ["net_burn", "cash"]
over = "scope"
dimensions = ["assumption"]
formula = "with fewer than six closed months: the cash of the last one, if the worst, the mean or the best of them repeats; no chances; month = 30.4375 days"
why = "Three months do not carry a probability, and still say what three futures would look like."
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
closing_cash AS (
    SELECT
        entity,
        period,
        value
    FROM measure
    WHERE metric = 'cash'
        AND scenario = 'actual'
        AND dimension = ''
),
assumption AS (
    SELECT column1 AS assumption
    FROM (VALUES ('worst month repeats'), ('mean month repeats'), ('best month repeats'))
),
answer AS (
    SELECT
        history.entity,
        CAST(CAST(CAST(history.last_period || '-01' AS DATE) + INTERVAL '1 month' AS DATE) AS INTEGER) - 1 AS last_day,
        zero_cash_scenarios(closing_cash.value, history.series) AS months
    FROM history
    INNER JOIN closing_cash
        ON closing_cash.entity = history.entity
        AND closing_cash.period = history.last_period
    WHERE array_length(history.series) < 6
        AND closing_cash.value IS NOT NULL
),
future AS (
    SELECT
        answer.entity,
        assumption.assumption,
        answer.last_day,
        CASE assumption.assumption
            WHEN 'worst month repeats' THEN answer.months['worst']
            WHEN 'mean month repeats' THEN answer.months['mean']
            ELSE answer.months['best']
        END AS months
    FROM answer
    CROSS JOIN assumption
)
SELECT
    entity,
    assumption,
    last_day + CAST(floor(months * 30.4375) AS BIGINT) AS value,
    CASE WHEN months IS NULL THEN 'lasts longer than 60 months' END AS missing
FROM future
