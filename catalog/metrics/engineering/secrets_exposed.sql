/*
title = "Secrets exposed"
kind = "stock"
unit = "count"
better = "down"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "distinct values that look like credentials in the repositories, history included; each counted once a venture"
why = "History is read by everybody who clones; only a new key closes it."
source = "engineering.md 4, exposed secret"
*/
SELECT
    entity,
    1 AS value,
    min(file) AS file,
    min(line) AS line
FROM secret_hit
GROUP BY
    entity,
    fingerprint
