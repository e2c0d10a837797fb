/*
title = "Owed by contract"
kind = "flow"
unit = "money"
better = "up"
models = ["agency"]
needs = ["engagement", "time_entry"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "monthly fees of the retainers, on the first day of each month that they run, and billable hours at the rate of the engagement; what has neither fee nor rate is left out"
why = "What the contracts say that clients owe, before anybody writes a bill."
source = "finance.md 2.3, 2.5, Agency"
*/
SELECT
    engagement.entity,
    greatest(period_span.start_date, engagement.start) AS date,
    engagement.monthly_fee AS value,
    engagement.commodity,
    engagement.file,
    engagement.line
FROM engagement
INNER JOIN entity
    ON entity.entity = engagement.entity
INNER JOIN period_span
    ON period_span.portfolio = entity.portfolio
    AND period_span.kind = 'month'
    AND period_span.end_date > engagement.start
    AND (engagement."end" IS NULL OR period_span.start_date <= engagement."end")
WHERE engagement.monthly_fee IS NOT NULL
    AND engagement.status <> 'paused'
UNION ALL
SELECT
    time_entry.entity,
    time_entry.date,
    CAST(CAST(time_entry.hours AS DECIMAL(10, 4)) * CAST(engagement.rate AS DECIMAL(12, 4)) AS DECIMAL(28, 8)) AS value,
    engagement.commodity,
    time_entry.file,
    time_entry.line
FROM time_entry
INNER JOIN engagement
    ON engagement.entity = time_entry.entity
    AND coalesce(time_entry.engagement, time_entry.client) IN (engagement.id, engagement.client)
WHERE time_entry.billable
    AND engagement.monthly_fee IS NULL
    AND engagement.rate IS NOT NULL
