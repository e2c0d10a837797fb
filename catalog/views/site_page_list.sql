/*
title = "Faults of the sites by page"
roles = ["ceo", "cto", "cmo", "operator"]
needs = ["page_check"]
columns = [
    { id = "page", title = "Page" },
    { id = "n_severe", title = "High or worse", unit = "count" },
    { id = "n_checks", title = "Checks failed", unit = "count" },
    { id = "hours", title = "Hours", unit = "hours" },
    { id = "checks", title = "Which" },
]
*/
SELECT
    entity,
    page,
    sum(CASE WHEN grade <= 2 THEN 1 ELSE 0 END) AS n_severe,
    count(*) AS n_checks,
    sum(hours) AS hours,
    string_agg(rule, ', ' ORDER BY grade, rule) AS checks,
    first_value(file ORDER BY file, line) AS file,
    first_value(line ORDER BY file, line) AS line
FROM site_fault
GROUP BY
    entity,
    page
ORDER BY
    n_severe DESC,
    n_checks DESC,
    entity,
    page
