/*
title = "Secrets, one a line"
roles = ["ceo", "cto"]
needs = ["repository"]
columns = [
    { id = "secret", title = "Secret, first seen in" },
    { id = "severity", title = "Severity" },
    { id = "stands", title = "Stands" },
    { id = "since", title = "Since", unit = "date" },
    { id = "age", title = "Age", unit = "days" },
    { id = "places", title = "Places", unit = "count" },
]
*/
SELECT
    entity,
    secret,
    severity,
    CASE
        WHEN NOT is_in_head THEN 'in the history'
        WHEN is_where_it_was THEN 'in the code'
        ELSE 'in the code, moved'
    END AS stands,
    first_seen_at_day AS since,
    as_of() - first_seen_at_day AS age,
    n_places AS places,
    file,
    line
FROM secret_place
WHERE place_number = 1
ORDER BY
    CASE severity
        WHEN 'critical' THEN 1
        WHEN 'high' THEN 2
        WHEN 'medium' THEN 3
        WHEN 'low' THEN 4
        ELSE 5
    END,
    is_in_head DESC,
    first_seen_at_day,
    entity,
    secret
