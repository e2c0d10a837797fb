/*
title = "Functions and their runtimes"
roles = ["ceo", "cto"]
needs = ["resource"]
over = "scope"
columns = [
    { id = "name", title = "Function" },
    { id = "runtime", title = "Runtime" },
    { id = "ended", title = "Support ended", unit = "date" },
    { id = "days_over", title = "Days over", unit = "days" },
]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS name,
    runtime,
    ended,
    CASE WHEN ended <= as_of() THEN as_of() - ended END AS days_over,
    file,
    line
FROM function_runtime
ORDER BY
    ended NULLS LAST,
    entity,
    logical_id
