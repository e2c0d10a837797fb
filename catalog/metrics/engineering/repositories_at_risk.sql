/*
title = "Repositories that one machine could lose"
kind = "stock"
unit = "count"
better = "down"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "repositories without a remote, or with changed, unknown, stashed or unpushed work, or without a branch checked out"
why = "A spilled coffee away from gone."
source = "engineering.md 4, local risk"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM risky_repository
