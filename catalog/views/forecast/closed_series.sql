-- The closed months of a measure since its last gap, earliest first: what a forecast learns from.
-- `negated_series` is the same with the other sign: net burn is net flow turned round.
WITH closed_month AS (
    SELECT
        measure.entity,
        measure.metric,
        measure.period,
        measure.value,
        measure.unit AS commodity
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.period = measure.period
        AND period_span.kind = 'month'
        AND period_span.end_date <= as_of() + 1
    WHERE measure.scenario = 'actual'
        AND measure.dimension = ''
),
last_gap AS (
    SELECT
        entity,
        metric,
        max(CASE WHEN value IS NULL THEN period ELSE '' END) AS period
    FROM closed_month
    GROUP BY entity, metric
)
SELECT
    closed_month.entity,
    closed_month.metric,
    min(closed_month.commodity) AS commodity,
    max(closed_month.period) AS last_period,
    array_agg(closed_month.value ORDER BY closed_month.period) AS series,
    array_agg(-closed_month.value ORDER BY closed_month.period) AS negated_series
FROM closed_month
INNER JOIN last_gap
    ON last_gap.entity = closed_month.entity
    AND last_gap.metric = closed_month.metric
    AND closed_month.period > last_gap.period
GROUP BY closed_month.entity, closed_month.metric
