/*
title = "Runtimes and frameworks past their end"
kind = "stock"
unit = "count"
better = "down"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "runtimes and frameworks that repositories choose whose release had lost its support by today; each version of a repository once"
why = "Holes found from now on stay open."
source = "engineering.md 4, end of life; dates of endoflife.date"
*/
SELECT
    entity,
    1 AS value,
    min(file) AS file,
    min(line) AS line
FROM stack_life
WHERE ended <= as_of()
GROUP BY
    entity,
    repository,
    name,
    version
