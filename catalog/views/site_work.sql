/*
title = "Faults of the sites by check, what to mend first on top"
roles = ["ceo", "cto", "cmo", "operator"]
needs = ["page_check"]
columns = [
    { id = "severity", title = "Severity" },
    { id = "rule", title = "Check" },
    { id = "n_pages", title = "Pages", unit = "count" },
    { id = "n_places", title = "Places", unit = "count" },
    { id = "hours", title = "Hours", unit = "hours" },
    { id = "milestone", title = "Mend by" },
]
*/
SELECT
    entity,
    min(severity) AS severity,
    rule,
    count(*) AS n_pages,
    sum(n_places) AS n_places,
    sum(hours) AS hours,
    max(milestone) AS milestone,
    first_value(file ORDER BY file, line) AS file,
    first_value(line ORDER BY file, line) AS line
FROM site_fault
GROUP BY
    entity,
    rule
ORDER BY
    min(grade),
    hours,
    rule,
    entity
