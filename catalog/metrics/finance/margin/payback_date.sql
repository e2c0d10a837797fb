/*
title = "Day the cash is back"
kind = "query"
unit = "date"
better = "down"
roles = ["ceo", "cfo", "accounting"]
reads = ["net_burn"]
formula = "first month's end since the fiscal year began at which the cash that operations used up, once they had used some, is back"
why = "Another day than that of break-even: deposits come before and bills after the work."
source = "finance.md 2.2, break-even date (payback)"
*/
WITH month AS (
    SELECT
        measure.entity,
        period_span.end_date,
        sum(-measure.value) AS value,
        count(measure.value) AS n_known
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.period = measure.period
        AND period_span.kind = 'month'
    INNER JOIN period_span AS fiscal_year
        ON fiscal_year.portfolio = entity.portfolio
        AND fiscal_year.kind = 'fytd'
        AND fiscal_year.start_date <= as_of()
        AND fiscal_year.end_date > as_of()
    WHERE measure.metric IN ('net_burn')
        AND measure.dimension = ''
        AND measure.scenario = 'actual'
        AND period_span.start_date >= fiscal_year.start_date
        AND period_span.end_date <= as_of() + 1
    GROUP BY
        measure.entity,
        period_span.end_date
),
running AS (
    SELECT
        entity,
        end_date,
        sum(value) OVER (PARTITION BY entity ORDER BY end_date) AS reached,
        count(*) OVER (PARTITION BY entity ORDER BY end_date) AS n_months,
        sum(n_known) OVER (PARTITION BY entity ORDER BY end_date) AS n_known
    FROM month
),
since_start AS (
    SELECT
        entity,
        end_date,
        reached,
        n_months,
        n_known,
        min(reached) OVER (PARTITION BY entity ORDER BY end_date) AS lowest
    FROM running
)
SELECT
    entity,
    min(CASE WHEN reached >= 0 AND lowest < 0 AND n_known = n_months THEN end_date - 1 - DATE '1970-01-01' END) AS value,
    CASE WHEN min(lowest) >= 0 THEN 'never below its level' WHEN min(lowest) < 0 THEN 'not yet this year' END AS missing
FROM since_start
GROUP BY
    entity
