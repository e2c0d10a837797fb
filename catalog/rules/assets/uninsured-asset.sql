/*
title = "An asset is in use without insurance"
severity = "critical"
remedy = "Insure it today, or leave it in the yard."
effort_hours = 1
roles = ["ceo", "cfo", "operator"]
needs = ["asset"]
references = ["marketing.md 4, assets"]
*/
SELECT
    entity,
    name AS subject,
    CASE
        WHEN insured_until IS NULL THEN 'no insurance date on record'
        ELSE 'insured until ' || CAST(insured_until AS TEXT)
    END AS detail,
    CASE
        WHEN insured_until IS NULL THEN 'unknown'
        WHEN insured_until < as_of() THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    value AS value_at_stake,
    commodity,
    file,
    line
FROM asset
WHERE class IN ('vessel', 'trailer', 'vehicle', 'truck', 'real_estate')
