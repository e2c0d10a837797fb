/*
title = "Open work orders by age"
roles = ["ceo", "operator"]
models = ["rental"]
needs = ["work_order"]
columns = [
    { id = "age", title = "Open for" },
    { id = "orders", title = "Orders", unit = "count" },
    { id = "urgent", title = "Urgent", unit = "count" },
    { id = "cost", title = "Priced at", unit = "money", exact = true },
    { id = "without_price", title = "Without a price", unit = "count" },
]
*/
-- The backlog by age, the oldest first; an order without a price is counted and adds nothing.
WITH open_order AS (
    SELECT
        entity,
        CASE
            WHEN as_of() - opened > 90 THEN 1
            WHEN as_of() - opened > 60 THEN 2
            WHEN as_of() - opened > 30 THEN 3
            ELSE 4
        END AS bucket,
        priority,
        cost,
        commodity,
        file,
        line
    FROM work_order
    WHERE opened <= as_of()
        AND (closed IS NULL OR closed > as_of())
        AND status <> 'cancelled'
)
SELECT
    entity,
    CASE bucket WHEN 1 THEN 'more than three months' WHEN 2 THEN 'a third month' WHEN 3 THEN 'a second month' ELSE 'a month or less' END AS age,
    count(*) AS orders,
    sum(CASE WHEN priority = 'high' THEN 1 ELSE 0 END) AS urgent,
    coalesce(sum(cost), 0) AS cost,
    sum(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS without_price,
    min(commodity) AS commodity,
    min(file) AS file,
    min(line) AS line
FROM open_order
GROUP BY
    entity,
    bucket
ORDER BY
    entity,
    bucket
