/*
title = "A work order is open for long"
severity = "medium"
remedy = "Order the work or write down why not."
effort_hours = 0.5
roles = ["ceo", "operator"]
models = ["rental"]
needs = ["work_order"]
parameters = ["old_work_order_days"]
references = ["table `work_order`"]
*/
SELECT
    work_order.entity,
    work_order.id || ' ' || coalesce(work_order.description, '') AS subject,
    'open since ' || CAST(work_order.opened AS TEXT) AS detail,
    CASE WHEN work_order.priority = 'high' THEN 'high' ELSE 'medium' END AS severity,
    work_order.cost AS value_at_stake,
    work_order.commodity,
    work_order.opened AS date,
    work_order.file,
    work_order.line
FROM work_order
INNER JOIN parameter_for
    ON parameter_for.entity = work_order.entity
    AND parameter_for.name = 'old_work_order_days'
WHERE work_order.opened + CAST(parameter_for.value AS INTEGER) < as_of()
    AND (work_order.closed IS NULL OR work_order.closed > as_of())
    AND work_order.status <> 'cancelled'
