/*
title = "Winning a booking costs more than a charter leaves"
severity = "high"
remedy = "Stop the channels that do not pay, answer faster on those that do, and count the hours again."
effort_hours = 2
roles = ["ceo", "cfo", "cmo"]
models = ["charter"]
references = ["marketing.md F14"]
*/
WITH year AS (
    SELECT
        measure.entity,
        max(CASE WHEN measure.metric = 'acquisition_cost' THEN measure.value END) AS cost,
        max(CASE WHEN measure.metric = 'charter_net_each' THEN measure.value END) AS net,
        max(measure.unit) AS unit
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND NOT entity.is_root
    WHERE measure.metric IN ('acquisition_cost', 'charter_net_each')
        AND measure.period = month_key(as_of()) || '-T12M'
        AND measure.scenario = 'actual'
        AND measure.dimension = ''
    GROUP BY measure.entity
)
SELECT
    entity,
    'cost of winning a booking' AS subject,
    CAST(CAST(round_half_up(cost, 2) AS DECIMAL(18, 2)) AS TEXT) || ' against ' || CAST(CAST(round_half_up(net, 2) AS DECIMAL(18, 2)) AS TEXT) || ' ' || unit || ', hours included' AS detail,
    CASE WHEN cost > net THEN 'fail' ELSE 'pass' END AS verdict,
    cost - net AS value_at_stake,
    unit AS commodity,
    split_part(entity, '/', 2) || '/acquisition_cost/' || month_key(as_of()) || '-T12M' AS file
FROM year
WHERE cost IS NOT NULL
    AND net IS NOT NULL
