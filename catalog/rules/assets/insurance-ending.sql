/*
title = "An insurance ends soon"
severity = "high"
remedy = "Get two quotes and bind one before the day."
effort_hours = 3
roles = ["ceo", "cfo", "operator"]
needs = ["asset"]
parameters = ["insurance_notice_days"]
references = ["marketing.md 4, assets"]
*/
SELECT
    asset.entity,
    asset.name AS subject,
    'insured until ' || CAST(asset.insured_until AS TEXT) AS detail,
    asset.value AS value_at_stake,
    asset.commodity,
    asset.insured_until AS due,
    asset.file,
    asset.line
FROM asset
INNER JOIN parameter_for
    ON parameter_for.entity = asset.entity
    AND parameter_for.name = 'insurance_notice_days'
WHERE asset.insured_until >= as_of()
    AND asset.insured_until <= as_of() + CAST(parameter_for.value AS INTEGER)
