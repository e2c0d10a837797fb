/*
title = "Commits in 90 days"
kind = "stock"
unit = "count"
better = "none"
needs = ["git_commit"]
roles = ["ceo", "cto"]
formula = "commits by people with fewer than two parents in the 90 days to the end of the period"
why = "A month is short for small teams; a quarter shows the habit."
source = "engineering.md 4, window W"
*/
SELECT
    entity,
    at_day AS date,
    1 AS value,
    file,
    line
FROM git_commit
WHERE NOT is_bot
    AND parents < 2
UNION ALL
SELECT
    entity,
    at_day + 90 AS date,
    -1 AS value,
    file,
    line
FROM git_commit
WHERE NOT is_bot
    AND parents < 2
