/*
title = "Recipients over the sandbox's day"
kind = "flow"
unit = "count"
better = "down"
future = true
needs = ["campaign"]
parameters = ["ses_sandbox_daily_quota"]
roles = ["ceo", "cto", "cmo"]
formula = "addresses - parameter ses_sandbox_daily_quota, where positive"
why = "In the sandbox the rest of the list is refused."
source = "demo-portfolio.md O8"
*/
SELECT
    campaign.entity,
    campaign.date,
    campaign.list_size - parameter_for.value AS value,
    campaign.file,
    campaign.line
FROM campaign
INNER JOIN parameter_for
    ON parameter_for.entity = campaign.entity
    AND parameter_for.name = 'ses_sandbox_daily_quota'
WHERE campaign.channel = 'email'
    AND campaign.list_size > parameter_for.value
