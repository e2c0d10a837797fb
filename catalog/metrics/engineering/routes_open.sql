/*
title = "Routes without sign-in"
kind = "stock"
unit = "count"
better = "down"
needs = ["resource"]
roles = ["ceo", "cto"]
formula = "routes of APIs and URLs of functions without an authorizer, IAM, a token or a client certificate"
why = "Whoever finds the address is served, and we pay for it."
source = "engineering.md 4, unauthenticated endpoint; FSBP APIGateway.8"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM route
WHERE auth = 'open'
