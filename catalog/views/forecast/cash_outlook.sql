/*
title = "Cash, the next three months"
roles = ["ceo", "cfo"]
columns = [
    { id = "month", title = "Month" },
    { id = "flow", title = "Net cash flow", unit = "money" },
    { id = "low", title = "From", unit = "money" },
    { id = "high", title = "To", unit = "money" },
    { id = "cash", title = "Cash at the end, if so", unit = "money" },
]
*/
-- Net cash flow of the portfolio with its 80% band, and the cash of the last closed month with the expected flows added.
WITH flow AS (
    SELECT
        measure.entity,
        measure.period,
        measure.value,
        measure.low,
        measure.high,
        measure.unit
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND entity.is_root
    WHERE measure.metric = 'net_flow_forecast'
        AND measure.scenario = 'forecast'
        AND measure.dimension = ''
),
closing AS (
    SELECT
        measure.entity,
        measure.period,
        measure.value
    FROM measure
    INNER JOIN (SELECT entity, min(period) AS first_period FROM flow GROUP BY entity) AS first_flow
        ON first_flow.entity = measure.entity
        AND measure.period = month_key(CAST(first_flow.first_period || '-01' AS DATE) - 1)
    WHERE measure.metric = 'cash'
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
)
SELECT
    flow.entity,
    flow.period AS month,
    flow.value AS flow,
    flow.low,
    flow.high,
    closing.value + sum(flow.value) OVER (PARTITION BY flow.entity ORDER BY flow.period) AS cash,
    flow.unit AS commodity,
    'portfolio/net_burn/' || closing.period AS file
FROM flow
LEFT JOIN closing
    ON closing.entity = flow.entity
ORDER BY
    flow.entity,
    flow.period
