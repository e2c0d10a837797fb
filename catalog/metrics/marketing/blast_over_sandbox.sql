/*
title = "Recipients over the sandbox's day"
kind = "stock"
unit = "count"
better = "down"
needs = ["campaign"]
parameters = ["ses_sandbox_daily_quota"]
roles = ["ceo", "cto", "cmo"]
formula = "addresses of the planned mailings - parameter ses_sandbox_daily_quota, where positive"
why = "In the sandbox the rest of the list is refused."
source = "demo-portfolio.md O8"
*/
SELECT
    planned_mailing.entity,
    planned_mailing.list_size - parameter_for.value AS value,
    planned_mailing.file,
    planned_mailing.line
FROM planned_mailing
INNER JOIN parameter_for
    ON parameter_for.entity = planned_mailing.entity
    AND parameter_for.name = 'ses_sandbox_daily_quota'
WHERE planned_mailing.list_size > parameter_for.value
