/*
title = "Checks that could not be made"
kind = "stock"
unit = "count"
better = "down"
needs = ["resource"]
roles = ["cto"]
formula = "properties of resources that were asked for and not saved or not resolved, environment variables left out"
why = "What could not be read is not clean."
source = "engineering.md 4, IaC coverage"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM resource_property
WHERE value IS NULL
    AND NOT starts_with(path, 'Environment.')
