/*
title = "Day the cash is gone, by chance"
kind = "query"
unit = "date"
better = "up"
roles = ["ceo", "cfo"]
needs = []
reads = ["net_burn", "cash"]
over = "scope"
formula = "10,000 paths of net flow drawn from the closed months in blocks of three (fixed seed), from the cash of the last of them; the day by which half of the paths are out of cash, low and high: a tenth and nine tenths; month = 30.4375 days; later than 60 months is not said"
why = "One date is a promise. Three dates are a plan."
source = "finance.md 2.1, 4"
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
answer AS (
    SELECT
        history.entity,
        CAST(CAST(CAST(history.last_period || '-01' AS DATE) + INTERVAL '1 month' AS DATE) AS INTEGER) - 1 AS last_day,
        array_length(history.series) AS n_months,
        closing_cash.value AS cash,
        zero_cash(closing_cash.value, history.series) AS months
    FROM history
    INNER JOIN closing_cash
        ON closing_cash.entity = history.entity
        AND closing_cash.period = history.last_period
)
SELECT
    entity,
    last_day + CAST(floor(months['p50'] * 30.4375) AS BIGINT) AS value,
    last_day + CAST(floor(months['p10'] * 30.4375) AS BIGINT) AS low,
    last_day + CAST(floor(months['p90'] * 30.4375) AS BIGINT) AS high,
    months['n'] AS n,
    CASE
        WHEN n_months < 6 THEN 'fewer than 6 closed months: see the three assumptions'
        WHEN months['p50'] IS NULL AND cash IS NOT NULL THEN 'half of the paths last longer than 60 months'
    END AS missing,
    CASE WHEN cash IS NULL THEN 'cash' END AS lacks
FROM answer
