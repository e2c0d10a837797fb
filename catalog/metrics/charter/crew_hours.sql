/*
title = "Crew hours"
kind = "flow"
unit = "hours"
better = "none"
models = ["charter"]
roles = ["ceo", "cfo", "operator", "crew"]
formula = "hours of crew and captain on the charters served, each person's hours counted"
why = "Whether the same few people carry the season."
source = "table `job_line`, kinds crew and captain"
*/
SELECT
    entity,
    date,
    quantity AS value,
    file,
    line
FROM charter_amount
WHERE part IN ('crew', 'captain')
