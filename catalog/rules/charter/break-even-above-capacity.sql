/*
title = "Charters alone cannot close the gap"
severity = "high"
remedy = "Raise what a charter leaves, cut what is fixed, or stop counting on volume."
effort_hours = 4
roles = ["ceo", "cfo"]
references = ["finance.md 4, goal seek"]
*/
WITH month AS (
    SELECT
        measure.entity,
        entity.portfolio,
        max(CASE WHEN measure.metric = 'break_even_charters' AND entity.is_root THEN measure.value END) AS needed,
        max(CASE WHEN measure.metric = 'standard_charter_net_each' AND NOT entity.is_root THEN measure.value END) AS net_each,
        max(CASE WHEN measure.metric = 'slots_available' AND NOT entity.is_root THEN measure.value END) AS available,
        max(CASE WHEN measure.metric = 'slots_sold' AND NOT entity.is_root THEN measure.value END) AS sold
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    WHERE measure.metric IN ('break_even_charters', 'standard_charter_net_each', 'slots_available', 'slots_sold')
        AND measure.period = month_key(as_of())
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
    GROUP BY
        measure.entity,
        entity.portfolio
),
gap AS (
    SELECT
        portfolio,
        max(needed) AS needed,
        sum(CASE WHEN net_each IS NOT NULL THEN available - sold END) AS free
    FROM month
    GROUP BY portfolio
)
SELECT
    portfolio AS entity,
    'charters a month' AS subject,
    CAST(CAST(needed AS BIGINT) AS TEXT) || ' more needed, ' || CAST(CAST(free AS BIGINT) AS TEXT) || ' slots free' AS detail,
    CASE WHEN needed > free THEN 'fail' ELSE 'pass' END AS verdict,
    'portfolio/break_even_charters/' || month_key(as_of()) AS file
FROM gap
WHERE needed IS NOT NULL
    AND free IS NOT NULL
