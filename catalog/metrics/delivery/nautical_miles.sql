/*
title = "Miles sailed"
kind = "flow"
unit = "miles"
better = "none"
models = ["delivery"]
roles = ["ceo", "cfo", "operator"]
formula = "nautical miles of the legs, by the day of the leg"
why = "The output that a delivery is earned by."
source = "finance.md 2.3, Delivery; ASC 606"
*/
SELECT
    job_line.entity,
    job_line.date,
    job_line.quantity AS value,
    job_line.file,
    job_line.line
FROM job_line
WHERE starts_with(lower(job_line.note), 'leg')
    AND job_line.amount = 0
