-- Every decision rule for the portfolio with where its metric stands today.
-- `distance` is how far the metric is from tripping it: below zero it has tripped.
-- Reads `measure`: the metrics of `decision_rule`, of the period that the rule names.
WITH present AS (
    SELECT
        entity,
        metric,
        period,
        value,
        missing,
        unit
    FROM measure
    WHERE dimension = ''
        AND scenario = 'actual'
)
SELECT
    entity.entity,
    decision_rule.id,
    decision_rule.metric,
    decision_rule.comparison,
    decision_rule.consequence,
    present.value,
    CAST(parameter_for.value AS DECIMAL(38, 12)) AS threshold,
    CASE
        WHEN decision_rule.comparison = 'below' THEN present.value - CAST(parameter_for.value AS DECIMAL(38, 12))
        ELSE CAST(parameter_for.value AS DECIMAL(38, 12)) - present.value
    END AS distance,
    CASE
        WHEN present.value IS NULL OR parameter_for.value IS NULL THEN 'cannot tell'
        WHEN decision_rule.comparison = 'below' AND present.value < CAST(parameter_for.value AS DECIMAL(38, 12)) THEN 'tripped'
        WHEN decision_rule.comparison = 'above' AND present.value > CAST(parameter_for.value AS DECIMAL(38, 12)) THEN 'tripped'
        ELSE 'not tripped'
    END AS state,
    CASE
        WHEN present.value IS NOT NULL AND parameter_for.value IS NULL THEN 'parameter ' || decision_rule.parameter
        WHEN present.value IS NULL THEN coalesce(present.missing, 'no venture has this figure')
    END AS why_not,
    'portfolio/' || decision_rule.metric || '/' || period_span.period AS file
FROM decision_rule
CROSS JOIN entity
INNER JOIN period_span
    ON period_span.portfolio = entity.portfolio
    AND period_span.kind = decision_rule.span
    AND period_span.start_date <= as_of()
    AND period_span.end_date > as_of()
LEFT JOIN present
    ON present.entity = entity.entity
    AND present.metric = decision_rule.metric
    AND present.period = period_span.period
LEFT JOIN parameter_for
    ON parameter_for.entity = entity.entity
    AND parameter_for.name = decision_rule.parameter
WHERE entity.is_root
