/*
title = "Runtimes and frameworks"
roles = ["ceo", "cto"]
needs = ["repository"]
columns = [
    { id = "repository", title = "Repository" },
    { id = "name", title = "What" },
    { id = "version", title = "Version" },
    { id = "ended", title = "Support ended", unit = "date" },
    { id = "days_over", title = "Days over", unit = "days" },
    { id = "checked_on", title = "Dates read on", unit = "date" },
]
*/
SELECT
    entity,
    repository,
    name,
    version,
    min(ended) AS ended,
    max(CASE WHEN ended <= as_of() THEN as_of() - ended END) AS days_over,
    max(checked_on) AS checked_on,
    min(file) AS file,
    min(line) AS line
FROM stack_life
GROUP BY
    entity,
    repository,
    name,
    version
ORDER BY
    ended NULLS LAST,
    entity,
    repository,
    name,
    version
