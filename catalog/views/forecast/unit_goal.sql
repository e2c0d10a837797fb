/*
title = "Units a month, by the mean of three months"
roles = ["ceo", "cfo", "operator"]
models = ["charter", "hauling", "delivery"]
columns = [
    { id = "need", title = "Costs a month", unit = "money" },
    { id = "each", title = "A unit leaves", unit = "money", exact = true },
    { id = "sold", title = "Sold", unit = "count" },
    { id = "units", title = "Needed", unit = "count" },
    { id = "at_units", title = "Left at that", unit = "money", exact = true },
    { id = "at_one_less", title = "At one less", unit = "money", exact = true },
    { id = "capacity", title = "Capacity", unit = "count" },
    { id = "binding", title = "What binds" },
    { id = "each_needed", title = "A unit would have to leave", unit = "money", exact = true },
]
*/
-- The fewest whole units a month that pay fixed and undecided cost, of the mean of three full months, proved at that number and at one less.
-- Capacity is that of the last month on record: slots, or truck-days at one haul each. Where it binds, the last column says what a unit would have to leave at full capacity.
WITH present AS (
    SELECT
        measure.entity,
        max(CASE WHEN measure.metric = 'fixed_cost_t3m' THEN measure.value END) AS need,
        max(CASE WHEN measure.metric = 'unit_contribution_t3m' THEN measure.value END) AS each,
        max(CASE WHEN measure.metric = 'units_t3m' THEN measure.value END) AS sold,
        max(CASE WHEN measure.metric = 'fixed_cost_t3m' THEN measure.unit END) AS commodity
    FROM measure
    WHERE measure.metric IN ('fixed_cost_t3m', 'unit_contribution_t3m', 'units_t3m')
        AND measure.dimension = ''
        AND measure.scenario = 'actual'
        AND measure.period = month_key(as_of())
    GROUP BY measure.entity
),
limits AS (
    SELECT
        entity,
        measure AS name,
        available,
        row_number() OVER (PARTITION BY entity ORDER BY date DESC, available) AS place
    FROM capacity
    WHERE measure IN ('slots', 'truck_days')
        AND date <= as_of()
),
sought AS (
    SELECT
        present.entity,
        entity.id,
        present.need,
        present.each,
        present.sold,
        present.commodity,
        goal_seek(present.need, present.each) AS goal,
        limits.name,
        limits.available
    FROM present
    INNER JOIN entity
        ON entity.entity = present.entity
        AND NOT entity.is_root
        AND entity.model IN ('charter', 'hauling', 'delivery')
    LEFT JOIN limits
        ON limits.entity = present.entity
        AND limits.place = 1
    WHERE present.need IS NOT NULL
)
SELECT
    entity,
    need,
    each,
    sold,
    goal['units'] AS units,
    round_half_even(goal['at_units'], 2) AS at_units,
    round_half_even(goal['at_one_less'], 2) AS at_one_less,
    available AS capacity,
    CASE
        WHEN sold IS NULL THEN 'insufficient data: what was sold'
        WHEN each IS NULL THEN 'nothing was sold in three months'
        WHEN goal['units'] IS NULL THEN 'price: no volume pays the costs'
        WHEN available IS NULL THEN 'demand: no capacity is on record'
        WHEN goal['units'] > available THEN 'capacity: ' || replace(name, '_', '-') || '; raise the price or cut fixed cost'
        ELSE 'demand'
    END AS binding,
    CASE WHEN available > 0 AND goal['units'] > available THEN
        CAST(ceil(CAST(need AS DECIMAL(18, 4)) * 100 / CAST(available AS DECIMAL(8, 0))) AS DECIMAL(20, 2)) * 0.01
    END AS each_needed,
    commodity,
    id || '/fixed_cost_t3m/' || month_key(as_of()) AS file
FROM sought
ORDER BY entity
