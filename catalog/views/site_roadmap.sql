/*
title = "Roadmap of the sites: what is mended by when, and the test that says so"
roles = ["ceo", "cto", "cmo", "operator"]
needs = ["page_check"]
columns = [
    { id = "milestone", title = "Milestone" },
    { id = "n_faults", title = "Faults", unit = "count" },
    { id = "hours", title = "Hours", unit = "hours" },
    { id = "exit_test", title = "Done when these checks pass on a new run" },
]
*/
WITH work AS (
    SELECT
        entity,
        milestone,
        rule,
        min(grade) AS grade,
        count(*) AS n_faults,
        sum(hours) AS hours,
        first_value(file ORDER BY file, line) AS file,
        first_value(line ORDER BY file, line) AS line
    FROM site_fault
    GROUP BY
        entity,
        milestone,
        rule
)
SELECT
    entity,
    milestone,
    sum(n_faults) AS n_faults,
    sum(hours) AS hours,
    string_agg(rule, ', ' ORDER BY grade, hours, rule) AS exit_test,
    first_value(file ORDER BY file, line) AS file,
    first_value(line ORDER BY file, line) AS line
FROM work
GROUP BY
    entity,
    milestone
ORDER BY
    entity,
    milestone
