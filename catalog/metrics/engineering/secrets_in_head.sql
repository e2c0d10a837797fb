/*
title = "Secrets in the current code"
kind = "stock"
unit = "count"
better = "down"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "distinct values that look like credentials in files as they stand today"
why = "The part that is copied with every deployment."
source = "engineering.md 4, exposed secret"
*/
SELECT
    entity,
    1 AS value,
    min(file) AS file,
    min(line) AS line
FROM secret_hit
WHERE in_head
GROUP BY
    entity,
    fingerprint
