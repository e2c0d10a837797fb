/*
title = "In which order to list on platforms"
roles = ["ceo", "cmo", "operator"]
models = ["charter"]
needs = ["platform_fee", "capacity"]
columns = [
    { id = "platform", title = "Platform" },
    { id = "place", title = "Place", unit = "count" },
    { id = "each", title = "Leaves each", unit = "money" },
    { id = "gain", title = "Adds a month", unit = "money" },
    { id = "hours", title = "Set-up", unit = "hours" },
    { id = "per_hour", title = "A month for an hour", unit = "money" },
    { id = "first_come", title = "First come", unit = "money" },
    { id = "protected", title = "Protected", unit = "money" },
    { id = "slots_at_most", title = "Slots at most", unit = "count" },
    { id = "first_from", title = "First from demand", unit = "count" },
    { id = "first_to", title = "or hours to", unit = "hours" },
]
*/
-- A platform whose demand and hours of set-up are declared, by what it adds to a month for each hour of set-up (marketing.md F9), with the demand or the hours from which it would come first.
-- Adds: on top of direct demand and of the platforms before it, the dearer bookings first. First come and protected: what it does beside all of them (F7). Slots at most: what direct bookings leave, theirs kept back (F8).
-- Demand is a month's; slots are the mean of the capacity of twelve months.
WITH slots AS (
    SELECT
        entity,
        CAST(round(sum(available) / count(DISTINCT month_key(date))) AS BIGINT) AS slots
    FROM capacity
    WHERE measure = 'slots'
        AND date > as_of() - 365
        AND date <= as_of()
    GROUP BY entity
),
term AS (
    SELECT
        entity,
        platform,
        min(CASE WHEN kind = 'pct_gross' THEN value END) AS share,
        min(CASE WHEN kind = 'fixed' THEN value END) AS fixed,
        min(file) AS file,
        min(line) AS line
    FROM platform_fee
    WHERE NOT regexp_like(lower(coalesce(applies_to, '')), 'extra|conversion|older')
        AND coalesce(confidence, '') <> 'contradicted'
    GROUP BY
        entity,
        platform
),
priced AS (
    SELECT
        term.entity,
        term.platform,
        CAST(standard_charter.gross AS DOUBLE) * (1 - CAST(term.share AS DOUBLE)) - CAST(coalesce(term.fixed, 0) AS DOUBLE) - CAST(variable.value AS DOUBLE) AS each,
        CAST(demand.value AS DOUBLE) AS demand,
        CAST(hours.value AS DOUBLE) AS hours,
        slots.slots,
        term.file,
        term.line
    FROM term
    INNER JOIN standard_charter
        ON standard_charter.entity = term.entity
    INNER JOIN slots
        ON slots.entity = term.entity
    INNER JOIN parameter_for AS variable
        ON variable.entity = term.entity
        AND variable.name = 'variable_cost_each'
    LEFT JOIN parameter_for AS hours
        ON hours.entity = term.entity
        AND hours.name = 'platform_hours_' || term.platform
    INNER JOIN parameter_for AS demand
        ON demand.entity = term.entity
        AND demand.name = CASE WHEN term.platform = 'direct' THEN 'direct_demand' ELSE 'platform_demand_' || term.platform END
    WHERE term.share IS NOT NULL
),
candidate AS (
    SELECT
        priced.entity,
        priced.platform,
        priced.each,
        priced.demand,
        priced.hours,
        priced.slots,
        direct.demand AS direct_demand,
        direct.each AS direct_each,
        priced.file,
        priced.line
    FROM priced
    INNER JOIN priced AS direct
        ON direct.entity = priced.entity
        AND direct.platform = 'direct'
    WHERE priced.platform <> 'direct'
        AND priced.hours IS NOT NULL
        AND priced.each > 0
),
placed AS (
    SELECT
        entity,
        platform,
        each,
        hours,
        slots,
        direct_demand,
        direct_each,
        file,
        line,
        array_agg(demand) OVER (PARTITION BY entity ORDER BY platform ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS demands,
        array_agg(each) OVER (PARTITION BY entity ORDER BY platform ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS eachs,
        array_agg(hours) OVER (PARTITION BY entity ORDER BY platform ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS all_hours,
        row_number() OVER (PARTITION BY entity ORDER BY platform) AS place
    FROM candidate
),
stepped AS (
    SELECT
        entity,
        platform,
        each,
        hours,
        file,
        line,
        listing_step(direct_demand, direct_each, demands, eachs, all_hours, slots, CAST(place AS BIGINT)) AS step,
        channel_marginal(array_append(demands, direct_demand), array_append(eachs, direct_each), slots, CAST(place AS BIGINT)) AS beside,
        protection_level(direct_demand, direct_each, each, CAST(slots AS DOUBLE)) AS kept,
        slots
    FROM placed
)
SELECT
    stepped.entity,
    stepped.platform,
    stepped.step['place'] AS place,
    round(stepped.each, 2) AS each,
    round(stepped.step['gain'], 2) AS gain,
    stepped.hours,
    round(stepped.step['per_hour'], 2) AS per_hour,
    round(stepped.beside['first_come'], 2) AS first_come,
    round(stepped.beside['protected'], 2) AS protected,
    CAST(stepped.slots - CAST(stepped.kept AS BIGINT) AS BIGINT) AS slots_at_most,
    stepped.step['first_from_demand'] AS first_from,
    stepped.step['first_to_hours'] AS first_to,
    entity.currency AS commodity,
    stepped.file,
    stepped.line
FROM stepped
INNER JOIN entity
    ON entity.entity = stepped.entity
ORDER BY
    stepped.entity,
    stepped.step['place']
