/*
title = "A repository has no test"
severity = "medium"
remedy = "Write one test of the path that brings the money, and run it on every push."
effort_hours = 4
roles = ["cto"]
needs = ["repository"]
references = ["engineering.md 4, tests / CI present"]
*/
SELECT
    entity,
    name AS subject,
    CAST(code_files AS TEXT) || ' files of code' AS detail,
    CASE
        WHEN code_files IS NULL OR test_files IS NULL THEN 'unknown'
        WHEN code_files > 0 AND test_files = 0 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM repository
