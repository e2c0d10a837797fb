/*
title = "Versions of files not searched"
kind = "stock"
unit = "count"
better = "down"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "versions of files that could not be read: missing from the clone, larger than the limit, or in a submodule"
why = "What could not be read is not clean."
source = "engineering.md 4, exposed secret; 5, clean when it could not read"
*/
SELECT
    entity,
    files_unsearched AS value,
    file,
    line
FROM repository
