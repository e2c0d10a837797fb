/*
title = "Road to the first quarter that earns money"
roles = ["ceo", "cfo", "accounting"]
columns = [
    { id = "milestone", title = "Milestone" },
    { id = "state", title = "State" },
    { id = "due", title = "By", unit = "date" },
    { id = "now", title = "Now", unit = "factor" },
    { id = "needed", title = "Needed", unit = "factor" },
    { id = "why_not", title = "Why not told" },
]
*/
-- Each milestone with where its metric stands; late is what is open on a day that has passed.
-- Reads `measure`: 'unreconciled_accounts', 'unclassified_accounts', 'intercompany_net', 'clients_uninvoiced', 'overdue_share', 'net_burn', 'operating_profit', 'profit'.
WITH goal AS (
    SELECT
        entity.entity,
        entity.portfolio,
        CAST(period_span.end_date + INTERVAL '3 months' AS DATE) AS quarter_end
    FROM entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.kind = 'year'
        AND period_span.start_date <= as_of()
        AND period_span.end_date > as_of()
    WHERE entity.is_root
),
placed AS (
    SELECT
        goal.entity,
        milestone.place,
        milestone.milestone,
        milestone.metric,
        milestone.comparison,
        milestone.needed,
        CAST(goal.quarter_end - CAST(milestone.months_before || ' months' AS INTERVAL) AS DATE) - 1 AS due,
        period_span.period
    FROM goal
    CROSS JOIN milestone
    INNER JOIN period_span
        ON period_span.portfolio = goal.portfolio
        AND period_span.kind = milestone.span
        AND period_span.start_date <= as_of()
        AND period_span.end_date > as_of()
)
SELECT
    placed.entity,
    placed.milestone,
    CASE
        WHEN measure.value IS NULL THEN 'cannot tell'
        WHEN (placed.comparison = 'most' AND measure.value <= placed.needed) OR (placed.comparison = 'least' AND measure.value >= placed.needed) THEN 'reached'
        WHEN placed.due < as_of() THEN 'late'
        ELSE 'open'
    END AS state,
    placed.due,
    round_half_even(measure.value, 2) AS now,
    placed.needed,
    CASE WHEN measure.value IS NULL THEN coalesce(measure.missing, 'no venture has this figure') END AS why_not,
    'portfolio/' || placed.metric || '/' || placed.period AS file
FROM placed
LEFT JOIN measure
    ON measure.entity = placed.entity
    AND measure.metric = placed.metric
    AND measure.period = placed.period
    AND measure.dimension = ''
    AND measure.scenario = 'actual'
ORDER BY
    placed.entity,
    placed.place
