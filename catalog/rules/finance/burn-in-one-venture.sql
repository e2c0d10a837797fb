/*
title = "One venture makes most of the burn"
severity = "high"
remedy = "Look at it together with the ventures that pay into it, and decide what it has to earn, and by when."
effort_hours = 3
roles = ["ceo", "cfo"]
over = "scope"
references = ["finance.md 2.1"]
*/
WITH burn AS (
    SELECT
        measure.entity,
        entity.portfolio,
        entity.is_root,
        measure.value,
        measure.unit
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
    WHERE measure.metric = 'net_burn_t3m'
        AND measure.period = month_key(as_of())
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
        AND measure.value > 0
)
SELECT
    venture.entity,
    'net burn of three months' AS subject,
    CAST(CAST(round_half_up(venture.value, 0) AS BIGINT) AS TEXT) || ' of ' || CAST(CAST(round_half_up(whole.value, 0) AS BIGINT) AS TEXT) || ' ' || whole.unit || ' a month' AS detail,
    venture.value AS value_at_stake,
    venture.unit AS commodity,
    split_part(venture.entity, '/', 2) || '/net_burn_t3m/' || month_key(as_of()) AS file
FROM burn AS venture
INNER JOIN burn AS whole
    ON whole.portfolio = venture.portfolio
    AND whole.is_root
    AND whole.unit = venture.unit
WHERE NOT venture.is_root
    AND venture.value * 2 > whole.value
