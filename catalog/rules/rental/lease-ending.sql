/*
title = "A lease ends soon"
severity = "high"
remedy = "Ask the tenant this week; list the unit if the answer is no."
effort_hours = 0.5
roles = ["ceo", "cfo", "operator"]
models = ["rental"]
needs = ["lease"]
parameters = ["lease_notice_days"]
references = ["finance.md 2.5, Rental"]
*/
SELECT
    lease.entity,
    'unit ' || lease.unit AS subject,
    coalesce(lease.tenant || ', ', '') || 'until ' || CAST(lease."end" AS TEXT) AS detail,
    lease.rent AS value_at_stake,
    lease.commodity,
    lease."end" AS due,
    lease.file,
    lease.line
FROM lease
INNER JOIN parameter_for
    ON parameter_for.entity = lease.entity
    AND parameter_for.name = 'lease_notice_days'
WHERE lease.status IN ('active', 'notice')
    AND lease."end" >= as_of()
    AND lease."end" <= as_of() + CAST(parameter_for.value AS INTEGER)
    AND NOT EXISTS (
        SELECT 1
        FROM lease AS successor
        WHERE successor.entity = lease.entity
            AND successor.unit = lease.unit
            AND successor.status <> 'vacant'
            AND successor.start > lease."end"
    )
