/*
title = "Hours under way"
kind = "flow"
unit = "hours"
better = "none"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator", "crew"]
formula = "hours of the charters served"
why = "Hours are what boat and crew really sell."
source = "finance.md 2.5, Charter"
*/
SELECT
    entity,
    date,
    hours AS value,
    file,
    line
FROM charter_job
