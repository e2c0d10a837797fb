/*
title = "Open work orders"
roles = ["ceo", "operator"]
models = ["rental"]
needs = ["work_order"]
columns = [
    { id = "id", title = "Order" },
    { id = "unit", title = "Unit" },
    { id = "description", title = "What" },
    { id = "priority", title = "Priority" },
    { id = "opened", title = "Opened", unit = "date" },
    { id = "days_open", title = "Age", unit = "days" },
    { id = "cost", title = "Cost", unit = "money", exact = true },
]
*/
SELECT
    entity,
    id,
    unit,
    description,
    priority,
    opened,
    as_of() - opened AS days_open,
    cost,
    commodity,
    file,
    line
FROM work_order
WHERE opened <= as_of()
    AND (closed IS NULL OR closed > as_of())
    AND status <> 'cancelled'
ORDER BY
    entity,
    CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END,
    opened,
    id
