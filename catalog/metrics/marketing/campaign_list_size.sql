/*
title = "Addresses of the mailing"
kind = "flow"
unit = "count"
better = "none"
future = true
needs = ["campaign"]
roles = ["ceo", "cto", "cmo"]
formula = "addresses on the list of each mailing, by its day, planned ones included"
why = "Every address is a recipient, and recipients are what is billed and limited."
source = "table `campaign`"
*/
SELECT
    entity,
    date,
    list_size AS value,
    file,
    line
FROM campaign
