-- Each venture's channels of twelve months, their rates pooled over its own channels (marketing.md F3): one row a channel.
-- `shown` says how a rate may be printed (F4): `rate`, `interval` (wider than the rate: the interval alone), `count` (fewer than five inquiries).
WITH asked AS (
    SELECT
        inquiry.entity,
        coalesce(inquiry.arrived_via, 'unknown') AS channel,
        count(*) AS n,
        sum(CASE WHEN inquiry.outcome = 'booked' THEN 1 ELSE 0 END) AS k,
        min(inquiry.file) AS file,
        min(inquiry.line) AS line
    FROM inquiry
    INNER JOIN entity
        ON entity.entity = inquiry.entity
        AND entity.model = 'charter'
    WHERE inquiry.at > as_of() - 365
        AND inquiry.at <= as_of()
    GROUP BY
        inquiry.entity,
        coalesce(inquiry.arrived_via, 'unknown')
),
placed AS (
    SELECT
        entity,
        channel,
        n,
        k,
        file,
        line,
        array_agg(k) OVER (PARTITION BY entity ORDER BY channel ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS ks,
        array_agg(n) OVER (PARTITION BY entity ORDER BY channel ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS ns,
        row_number() OVER (PARTITION BY entity ORDER BY channel) AS place
    FROM asked
),
rated AS (
    SELECT
        entity,
        channel,
        n,
        k,
        file,
        line,
        pooled(ks, ns, CAST(place AS BIGINT)) AS rate
    FROM placed
)
SELECT
    entity,
    channel,
    n,
    k,
    rate['shown'] AS shown,
    round(rate['mean'], 6) AS mean,
    round(rate['low'], 6) AS low,
    round(rate['high'], 6) AS high,
    round(rate['best'], 4) AS best,
    file,
    line
FROM rated
