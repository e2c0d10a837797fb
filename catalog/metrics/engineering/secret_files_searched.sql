/*
title = "Versions of files searched for secrets"
kind = "stock"
unit = "count"
better = "none"
needs = ["repository"]
roles = ["ceo", "cto"]
formula = "versions of files that were read, over the whole history of every repository, each once"
why = "A search that read nothing finds nothing."
source = "engineering.md 4, exposed secret; 5, clean when it could not read"
*/
SELECT
    entity,
    files_searched AS value,
    file,
    line
FROM repository
