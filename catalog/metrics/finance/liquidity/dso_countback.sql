/*
title = "Days sales outstanding, counted back"
kind = "query"
unit = "days"
better = "down"
roles = ["ceo", "cfo", "accounting"]
reads = ["receivables", "revenue"]
formula = "whole months back while the receivables last, then a part of the next; of the month of the report"
why = "In a seasonal business the plain ratio calls every autumn slow: this one asks which months are still unpaid."
source = "finance.md 2.1, countback"
*/
WITH owed AS (
    SELECT
        entity,
        CAST(value AS DOUBLE) AS amount,
        missing
    FROM measure
    WHERE metric = 'receivables'
        AND period = month_key(as_of())
        AND dimension = ''
        AND scenario = 'actual'
),
month AS (
    SELECT
        measure.entity,
        period_span.start_date,
        CAST(least(period_span.end_date, as_of() + 1) - period_span.start_date AS DOUBLE) AS n_days,
        CAST(measure.value AS DOUBLE) AS sold
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.period = measure.period
        AND period_span.kind = 'month'
    WHERE measure.metric = 'revenue'
        AND measure.dimension = ''
        AND measure.scenario = 'actual'
        AND measure.value IS NOT NULL
        AND period_span.start_date <= as_of()
),
running AS (
    SELECT
        entity,
        n_days,
        sold,
        coalesce(sum(sold) OVER (PARTITION BY entity ORDER BY start_date DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS sold_later
    FROM month
),
counted AS (
    SELECT
        owed.entity,
        max(owed.amount) AS amount,
        sum(running.sold) AS sold,
        sum(running.n_days) AS n_days,
        sum(CASE
            WHEN owed.amount >= running.sold_later + running.sold THEN running.n_days
            WHEN owed.amount > running.sold_later AND running.sold > 0 THEN running.n_days * (owed.amount - running.sold_later) / running.sold
            ELSE 0
        END) AS days
    FROM owed
    INNER JOIN running
        ON running.entity = owed.entity
    WHERE owed.amount IS NOT NULL
    GROUP BY
        owed.entity
)
SELECT
    owed.entity,
    CASE
        WHEN owed.amount <= 0 THEN 0
        WHEN counted.amount <= counted.sold THEN counted.days
    END AS value,
    CASE WHEN counted.amount > counted.sold THEN 'more than ' || CAST(CAST(counted.n_days AS BIGINT) AS TEXT) || ' days' END AS missing,
    CASE
        WHEN owed.amount IS NULL THEN replace(owed.missing, 'insufficient data: ', '')
        WHEN counted.entity IS NULL THEN 'revenue'
    END AS lacks
FROM owed
LEFT JOIN counted
    ON counted.entity = owed.entity
