/*
title = "A repository has tests that nothing runs"
severity = "low"
remedy = "Run them on every push."
effort_hours = 1
roles = ["cto"]
needs = ["repository"]
references = ["engineering.md 4, tests / CI present"]
*/
SELECT
    entity,
    name AS subject,
    CASE
        WHEN has_ci IS NULL OR (has_ci AND ci_runs_tests IS NULL) THEN 'what runs on a push could not be told'
        WHEN has_ci THEN 'what runs on a push runs no test'
        ELSE 'nothing runs on a push'
    END AS detail,
    CASE
        WHEN has_ci IS NULL OR (has_ci AND ci_runs_tests IS NULL) THEN 'unknown'
        WHEN has_ci AND ci_runs_tests THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM repository
WHERE test_files > 0
