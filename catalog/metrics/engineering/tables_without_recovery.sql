/*
title = "Tables without a way back"
kind = "stock"
unit = "count"
better = "down"
needs = ["resource"]
roles = ["ceo", "cto"]
formula = "live tables whose point-in-time recovery is off"
why = "One wrong script and last month's bookings are gone."
source = "engineering.md 4, backup; FSBP DynamoDB.2"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM table_recovery
WHERE NOT is_recoverable
    AND origin <> 'template'
