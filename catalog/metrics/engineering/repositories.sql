/*
title = "Repositories"
kind = "stock"
unit = "count"
better = "none"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "git repositories that were read"
why = "What the rest of this page can see."
source = "engineering.md 4"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM repository
