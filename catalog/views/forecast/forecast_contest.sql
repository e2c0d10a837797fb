/*
title = "Which model forecasts revenue, and why"
roles = ["cfo"]
columns = [
    { id = "model", title = "Model" },
    { id = "error", title = "Mean error of a month", unit = "money" },
    { id = "origins", title = "Months tried", unit = "count" },
    { id = "state", title = "Result" },
]
*/
-- The contest behind the revenue forecast, simplest model first: the first whose error is within a tenth of the best is used.
WITH entrant AS (
    SELECT
        measure.entity,
        replace(measure.dimension, 'model=', '') AS model,
        measure.value AS error,
        measure.n AS origins,
        measure.unit,
        measure.period
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND entity.is_root
    WHERE measure.metric = 'revenue_forecast_error'
        AND measure.dimension <> ''
        AND measure.scenario = 'actual'
        AND measure.period = month_key(as_of())
),
simplicity AS (
    SELECT
        column1 AS model,
        column2 AS place
    FROM (
        VALUES
            ('mean', 1),
            ('median', 2),
            ('last value', 3),
            ('drift', 4),
            ('smoothing 0.2', 5),
            ('smoothing 0.5', 6),
            ('damped trend', 7),
            ('same month a year ago', 8),
            ('season x smoothing', 9),
            ('theta', 10)
    )
),
placed AS (
    SELECT
        entrant.entity,
        entrant.model,
        entrant.error,
        entrant.origins,
        entrant.unit,
        entrant.period,
        simplicity.place,
        entrant.error <= CAST(1.1 AS DECIMAL(3, 1)) * min(entrant.error) OVER (PARTITION BY entrant.entity) AS is_near
    FROM entrant
    INNER JOIN simplicity
        ON simplicity.model = entrant.model
)
SELECT
    entity,
    model,
    error,
    origins,
    CASE
        WHEN is_near AND place = min(CASE WHEN is_near THEN place END) OVER (PARTITION BY entity) THEN 'used'
        WHEN is_near THEN 'as good, less simple'
        ELSE 'worse'
    END AS state,
    unit AS commodity,
    'portfolio/revenue/' || period AS file
FROM placed
ORDER BY
    entity,
    place
