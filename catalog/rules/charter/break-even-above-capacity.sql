/*
title = "Charters alone cannot close the gap"
severity = "high"
remedy = "Raise what a charter leaves, cut what is fixed, or stop counting on volume."
effort_hours = 4
roles = ["ceo", "cfo"]
references = ["finance.md 4, goal seek"]
*/
WITH now AS (
    SELECT
        measure.entity,
        measure.metric,
        measure.value
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND entity.is_root
    WHERE measure.metric IN ('break_even_charters', 'charter_days_available', 'charters')
        AND measure.period = month_key(as_of())
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
),
free_slot AS (
    SELECT
        entity,
        max(CASE WHEN metric = 'break_even_charters' THEN value END) AS needed,
        max(CASE WHEN metric = 'charter_days_available' THEN value END) - max(CASE WHEN metric = 'charters' THEN value END) AS free
    FROM now
    GROUP BY entity
)
SELECT
    entity,
    'charters a month' AS subject,
    CAST(CAST(needed AS BIGINT) AS TEXT) || ' more needed, ' || CAST(CAST(free AS BIGINT) AS TEXT) || ' slots free' AS detail,
    CASE WHEN needed > free THEN 'fail' ELSE 'pass' END AS verdict
FROM free_slot
WHERE needed IS NOT NULL
    AND free IS NOT NULL
