/*
title = "Functions past the end of their runtime"
kind = "stock"
unit = "count"
better = "down"
needs = ["resource"]
over = "scope"
roles = ["ceo", "cto"]
formula = "live functions whose runtime had lost its support by today"
why = "No more security fixes, and soon no more deployments."
source = "engineering.md 4, end of life; FSBP Lambda.2"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM function_runtime
WHERE ended <= as_of()
    AND origin <> 'template'
