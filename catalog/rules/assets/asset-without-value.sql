/*
title = "An asset has no value on record, or an old one"
severity = "low"
remedy = "Get a dated quote and enter it."
effort_hours = 1
roles = ["ceo", "cfo", "accounting"]
needs = ["asset"]
parameters = ["stale_valuation_days"]
references = ["finance.md 2.5, dated value source"]
*/
SELECT
    asset.entity,
    asset.name AS subject,
    CASE
        WHEN asset.value IS NULL THEN 'no value'
        ELSE 'valued on ' || CAST(asset.valuation_date AS TEXT)
    END AS detail,
    asset.file,
    asset.line
FROM asset
INNER JOIN parameter_for
    ON parameter_for.entity = asset.entity
    AND parameter_for.name = 'stale_valuation_days'
WHERE asset.value IS NULL
    OR asset.valuation_date + CAST(parameter_for.value AS INTEGER) < as_of()
