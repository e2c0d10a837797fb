/*
title = "A handoff has not been written for long"
severity = "medium"
remedy = "Write ten lines: what changed, what is decided, what is next."
effort_hours = 0.5
roles = ["ceo", "operator"]
needs = ["handoff"]
parameters = ["stale_handoff_days"]
references = ["handoffs"]
*/
SELECT
    handoff.entity,
    coalesce(handoff.title, handoff.project, handoff.path) AS subject,
    CASE
        WHEN handoff.updated IS NULL THEN 'no date'
        ELSE 'last written on ' || CAST(handoff.updated AS TEXT)
    END AS detail,
    CASE
        WHEN handoff.updated IS NULL THEN 'unknown'
        WHEN handoff.updated + CAST(parameter_for.value AS INTEGER) < as_of() THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    handoff.owner,
    handoff.file,
    handoff.line
FROM handoff
INNER JOIN parameter_for
    ON parameter_for.entity = handoff.entity
    AND parameter_for.name = 'stale_handoff_days'
WHERE coalesce(handoff.status, 'active') NOT IN ('done', 'closed', 'archived')
