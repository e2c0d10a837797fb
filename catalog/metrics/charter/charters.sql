/*
title = "Charters served"
kind = "flow"
unit = "count"
better = "up"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator", "crew"]
formula = "charters whose day has come, tentative and cancelled ones left out"
why = "The unit that everything else is reckoned by."
source = "finance.md 2.5, Charter"
*/
SELECT
    entity,
    date,
    1 AS value,
    channel,
    file,
    line
FROM charter_job
