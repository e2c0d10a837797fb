/*
title = "Day of break-even this year"
kind = "query"
unit = "date"
better = "down"
roles = ["ceo", "cfo", "accounting"]
reads = ["contribution", "fixed_cost", "undecided_cost"]
formula = "first month's end since the fiscal year began at which contribution less fixed and undecided cost of the year adds up to zero or more"
why = "From that day on the year earns money."
source = "finance.md 2.2, break-even date (operating)"
*/
WITH month AS (
    SELECT
        measure.entity,
        period_span.end_date,
        sum(CASE WHEN measure.metric = 'contribution' THEN measure.value ELSE -measure.value END) AS value,
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
    WHERE measure.metric IN ('contribution', 'fixed_cost', 'undecided_cost')
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
)
SELECT
    entity,
    min(CASE WHEN reached >= 0 AND n_known = n_months * 3 THEN end_date - 1 - DATE '1970-01-01' END) AS value,
    CASE WHEN max(CASE WHEN n_known = n_months * 3 THEN reached END) < 0 THEN 'not yet this year' END AS missing
FROM running
GROUP BY
    entity
