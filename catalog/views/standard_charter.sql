-- The standard charter of a venture: the combination of channel, hours and price that it has served most often
-- (ties: the dearest). One row a venture.
WITH offer AS (
    SELECT
        entity,
        channel,
        hours,
        gross,
        count(*) AS n
    FROM charter_job
    WHERE gross IS NOT NULL
    GROUP BY
        entity,
        channel,
        hours,
        gross
),
ranked_offer AS (
    SELECT
        entity,
        channel,
        hours,
        gross,
        row_number() OVER (PARTITION BY entity ORDER BY n DESC, gross DESC, hours, channel) AS place
    FROM offer
)
SELECT
    entity,
    channel,
    hours,
    gross
FROM ranked_offer
WHERE place = 1
