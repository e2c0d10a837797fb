/*
title = "A charter was served and has no price"
severity = "medium"
remedy = "Enter what the guest paid; until then every sum of charters is too low."
effort_hours = 0.1
roles = ["ceo", "cfo", "accounting"]
models = ["charter"]
needs = ["job"]
references = ["DESIGN 8, no guess"]
*/
SELECT
    entity,
    job AS subject,
    'served on ' || CAST(date AS TEXT) AS detail,
    date,
    file,
    line
FROM charter_job
WHERE gross IS NULL
