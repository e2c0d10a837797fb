/*
title = "Commits"
kind = "flow"
unit = "count"
better = "none"
dimensions = ["repository"]
roles = ["ceo", "cto"]
formula = "commits by people with fewer than two parents, by the portfolio's local day"
why = "Whether anything moves at all."
source = "engineering.md 4, human commit"
*/
SELECT
    entity,
    at_day AS date,
    1 AS value,
    repository,
    file,
    line
FROM git_commit
WHERE NOT is_bot
    AND parents < 2
