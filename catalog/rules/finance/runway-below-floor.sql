/*
title = "Cash lasts less long than the floor"
severity = "high"
remedy = "Decide now what stops, what is sold, or who lends, while there is still a choice."
effort_hours = 4
roles = ["ceo", "cfo"]
parameters = ["runway_floor_months"]
references = ["finance.md 2.1, 2.5 decision rules"]
*/
SELECT
    measure.entity,
    'runway' AS subject,
    CASE
        WHEN measure.value IS NULL THEN measure.missing
        ELSE CAST(CAST(round_half_up(measure.value, 1) AS DECIMAL(12, 1)) AS TEXT) || ' months, floor ' || CAST(CAST(round_half_up(CAST(parameter_for.value AS DECIMAL(38, 12)), 1) AS DECIMAL(12, 1)) AS TEXT)
    END AS detail,
    CASE
        WHEN measure.value IS NULL AND starts_with(measure.missing, 'n/a') THEN 'pass'
        WHEN measure.value IS NULL THEN 'unknown'
        WHEN measure.value >= parameter_for.value THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    'portfolio/runway_months/' || measure.period AS file
FROM measure
INNER JOIN entity
    ON entity.entity = measure.entity
    AND entity.is_root
INNER JOIN parameter_for
    ON parameter_for.entity = measure.entity
    AND parameter_for.name = 'runway_floor_months'
WHERE measure.metric = 'runway_months'
    AND measure.period = month_key(as_of())
    AND measure.scenario = 'actual'
    AND measure.dimension = ''
