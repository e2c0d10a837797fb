/*
title = "Cash that is not free to the group"
kind = "query"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
reads = ["cash"]
over = "scope"
parameters = ["cash_is_trapped"]
formula = "at the portfolio the cash of the entities whose cash may not leave them (parameter cash_is_trapped); an entity's own cash is free to itself"
why = "A group can be out of money beside a full account."
source = "finance.md 2.1, runway"
*/
WITH held AS (
    SELECT
        measure.entity,
        entity.portfolio,
        entity.is_root,
        measure.period,
        measure.value,
        measure.unit,
        parameter_for.value AS is_trapped
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    INNER JOIN parameter_for
        ON parameter_for.entity = measure.entity
        AND parameter_for.name = 'cash_is_trapped'
    WHERE measure.metric = 'cash'
        AND measure.dimension = ''
        AND measure.scenario = 'actual'
),
trapped AS (
    SELECT
        portfolio,
        period,
        sum(value) AS value
    FROM held
    WHERE NOT is_root
        AND is_trapped = 1
        AND value > 0
    GROUP BY
        portfolio,
        period
)
SELECT
    held.entity,
    held.period,
    CASE WHEN held.is_root THEN coalesce(trapped.value, 0) ELSE 0 END AS value,
    entity.currency AS commodity
FROM held
INNER JOIN entity
    ON entity.entity = held.entity
LEFT JOIN trapped
    ON trapped.portfolio = held.portfolio
    AND trapped.period = held.period
