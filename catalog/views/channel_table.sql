/*
title = "Channels of the charters, twelve months"
roles = ["ceo", "cmo", "operator"]
models = ["charter"]
needs = ["inquiry"]
columns = [
    { id = "channel", title = "Channel" },
    { id = "inquiries", title = "Inquiries", unit = "count" },
    { id = "booked", title = "Booked", unit = "count" },
    { id = "visits", title = "Visits", unit = "count" },
    { id = "spend", title = "Spend", unit = "money" },
    { id = "hours", title = "Hours", unit = "hours" },
]
*/
WITH asked AS (
    SELECT
        entity,
        coalesce(arrived_via, 'unknown') AS channel,
        count(*) AS inquiries,
        sum(CASE WHEN outcome = 'booked' THEN 1 ELSE 0 END) AS booked,
        min(file) AS file,
        min(line) AS line
    FROM inquiry
    WHERE at > as_of() - 365
        AND at <= as_of()
    GROUP BY
        entity,
        coalesce(arrived_via, 'unknown')
),
paid AS (
    SELECT
        entity,
        channel,
        sum(visits) AS visits,
        sum(spend) AS spend,
        sum(hours) AS hours,
        min(commodity) AS commodity
    FROM channel_period
    WHERE start > as_of() - 365
        AND start <= as_of()
    GROUP BY
        entity,
        channel
)
SELECT
    asked.entity,
    asked.channel,
    asked.inquiries,
    asked.booked,
    paid.visits,
    paid.spend,
    paid.hours,
    paid.commodity,
    asked.file,
    asked.line
FROM asked
INNER JOIN entity
    ON entity.entity = asked.entity
    AND entity.model = 'charter'
LEFT JOIN paid
    ON paid.entity = asked.entity
    AND paid.channel = asked.channel
ORDER BY
    asked.entity,
    asked.booked DESC,
    asked.inquiries DESC,
    asked.channel
