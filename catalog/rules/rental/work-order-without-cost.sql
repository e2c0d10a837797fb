/*
title = "An open work order has no price"
severity = "low"
remedy = "Get a quote, so that the backlog can be summed."
effort_hours = 0.3
roles = ["ceo", "operator"]
models = ["rental"]
needs = ["work_order"]
references = ["DESIGN 8, no guess"]
*/
SELECT
    entity,
    id || ' ' || coalesce(description, '') AS subject,
    'open since ' || CAST(opened AS TEXT) AS detail,
    opened AS date,
    file,
    line
FROM work_order
WHERE opened <= as_of()
    AND (closed IS NULL OR closed > as_of())
    AND status <> 'cancelled'
    AND cost IS NULL
