/*
title = "Guests aboard"
kind = "flow"
unit = "count"
better = "none"
models = ["charter"]
roles = ["ceo", "cmo", "operator", "crew"]
formula = "guests of the charters served"
why = "How full the boat sails."
source = "table `job`, column `units`"
*/
SELECT
    entity,
    date,
    units AS value,
    file,
    line
FROM charter_job
