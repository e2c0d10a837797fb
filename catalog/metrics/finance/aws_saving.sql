/*
title = "Cloud saving, a month"
kind = "stock"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cto", "cfo"]
parameters = ["aws_saving_*"]
formula = "sum of the parameters whose name begins with aws_saving_, each a saving a month that was looked up in the bill"
why = "Money that leaves every month until somebody spends two hours."
source = "parameters; engineering.md 4, Cost"
*/
SELECT
    parameter.entity,
    CAST(NULL AS DATE) AS date,
    parameter.value,
    entity.currency AS commodity,
    parameter.file,
    parameter.line
FROM parameter
INNER JOIN entity
    ON entity.entity = parameter.entity
WHERE starts_with(parameter.name, 'aws_saving_')
