/*
title = "Channels of the charters, twelve months"
roles = ["ceo", "cmo", "operator"]
models = ["charter"]
needs = ["inquiry"]
columns = [
    { id = "channel", title = "Channel" },
    { id = "inquiries", title = "Inquiries", unit = "count" },
    { id = "booked", title = "Booked", unit = "count" },
    { id = "rate", title = "Pooled rate", unit = "ratio" },
    { id = "low", title = "90% from", unit = "ratio" },
    { id = "high", title = "to", unit = "ratio" },
    { id = "best", title = "Best of all", unit = "ratio" },
    { id = "visits", title = "Visits", unit = "count" },
    { id = "spend", title = "Spend", unit = "money" },
    { id = "hours", title = "Hours", unit = "hours" },
]
*/
-- The rate of a channel is left empty where its interval is wider than it (F4); `best` is the chance that no other channel converts better.
WITH paid AS (
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
    pooled_channel.entity,
    pooled_channel.channel,
    pooled_channel.n AS inquiries,
    pooled_channel.k AS booked,
    CASE WHEN pooled_channel.shown = 'rate' THEN round(pooled_channel.mean, 3) END AS rate,
    CASE WHEN pooled_channel.shown <> 'count' THEN round(pooled_channel.low, 3) END AS low,
    CASE WHEN pooled_channel.shown <> 'count' THEN round(pooled_channel.high, 3) END AS high,
    round(pooled_channel.best, 2) AS best,
    paid.visits,
    paid.spend,
    paid.hours,
    paid.commodity,
    pooled_channel.file,
    pooled_channel.line
FROM pooled_channel
LEFT JOIN paid
    ON paid.entity = pooled_channel.entity
    AND paid.channel = pooled_channel.channel
ORDER BY
    pooled_channel.entity,
    pooled_channel.mean DESC,
    pooled_channel.channel
