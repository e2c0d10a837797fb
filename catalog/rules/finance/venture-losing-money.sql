/*
title = "A venture lost money over twelve months"
severity = "medium"
remedy = "Name the price, the cost or the venture that changes, with a date."
effort_hours = 3
roles = ["ceo", "cfo"]
references = ["finance.md 2.2"]
*/
SELECT
    measure.entity,
    'operating profit of twelve months' AS subject,
    CASE WHEN measure.value IS NULL THEN measure.missing END AS detail,
    CASE
        WHEN measure.value IS NULL THEN 'unknown'
        WHEN measure.value >= 0 THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    -measure.value AS value_at_stake,
    measure.unit AS commodity,
    entity.id || '/operating_profit/' || measure.period AS file
FROM measure
INNER JOIN entity
    ON entity.entity = measure.entity
    AND NOT entity.is_root
WHERE measure.metric = 'operating_profit'
    AND measure.period = month_key(as_of()) || '-T12M'
    AND measure.scenario = 'actual'
    AND measure.dimension = ''
