/*
title = "A channel costs more than its bookings leave"
severity = "medium"
remedy = "Stop the spend for a month and watch the inquiries."
effort_hours = 0.5
roles = ["ceo", "cmo"]
models = ["charter"]
references = ["marketing.md F14"]
*/
WITH year AS (
    SELECT
        measure.entity,
        measure.metric,
        measure.dimension,
        measure.value,
        measure.unit
    FROM measure
    INNER JOIN entity
        ON entity.entity = measure.entity
        AND NOT entity.is_root
    WHERE measure.metric IN ('channel_cost', 'channel_bookings', 'charter_net_each')
        AND measure.period = month_key(as_of()) || '-T12M'
        AND measure.scenario = 'actual'
)
SELECT
    cost.entity,
    replace(cost.dimension, 'channel=', '') AS subject,
    CAST(CAST(booked.value AS BIGINT) AS TEXT) || ' bookings in twelve months' AS detail,
    cost.value - booked.value * net.value AS value_at_stake,
    cost.unit AS commodity,
    split_part(cost.entity, '/', 2) || '/channel_cost/' || month_key(as_of()) || '-T12M/' || cost.dimension AS file
FROM year AS cost
INNER JOIN year AS booked
    ON booked.entity = cost.entity
    AND booked.dimension = cost.dimension
    AND booked.metric = 'channel_bookings'
INNER JOIN year AS net
    ON net.entity = cost.entity
    AND net.dimension = ''
    AND net.metric = 'charter_net_each'
WHERE cost.metric = 'channel_cost'
    AND cost.dimension <> ''
    AND booked.value > 0
    AND cost.value > CAST(booked.value AS DECIMAL(12, 0)) * CAST(net.value AS DECIMAL(14, 4))
