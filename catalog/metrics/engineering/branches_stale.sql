/*
title = "Stale branches"
kind = "stock"
unit = "count"
better = "down"
needs = ["git_branch"]
parameters = ["stale_branch_days"]
roles = ["cto"]
formula = "branches that are not merged and whose tip is older than parameter stale_branch_days days"
why = "Work that is paid for and not in use."
source = "engineering.md 4, stale branch"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM stale_branch
