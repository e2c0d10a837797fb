/*
title = "Routes to the outside"
kind = "stock"
unit = "count"
better = "none"
needs = ["resource"]
roles = ["cto"]
formula = "routes of APIs and URLs of functions, as templates declare them and as they are live; CORS preflight left out"
why = "Every one is a door."
source = "engineering.md 4, unauthenticated endpoint"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM route
WHERE auth <> 'options'
