/*
title = "A repository builds on what gets no more fixes"
severity = "medium"
remedy = "Move to a supported release, one at a time, with the tests running."
effort_hours = 4
roles = ["ceo", "cto"]
needs = ["repository"]
references = ["CWE-1104", "engineering.md 4, end of life"]
*/
SELECT
    entity,
    repository || ': ' || name || ' ' || version AS subject,
    path || ', ended ' || CAST(ended AS TEXT) AS detail,
    CASE WHEN ended <= as_of() THEN 'fail' ELSE 'pass' END AS verdict,
    ended AS date,
    file,
    line
FROM stack_life
WHERE ended IS NOT NULL
