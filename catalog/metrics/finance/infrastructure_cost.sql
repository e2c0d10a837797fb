/*
title = "Cloud bill"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
dimensions = ["service"]
roles = ["ceo", "cto", "cfo", "accounting"]
formula = "sum of BilledCost of the cloud bill by the start of the charge's period, credits included"
why = "What the cloud really invoices, service by service."
source = "FOCUS 1.2, BilledCost; engineering.md 4, Cost"
*/
SELECT
    entity,
    charge_period_start AS date,
    billed_cost AS value,
    billing_currency AS commodity,
    coalesce(service_name, 'no service') AS service,
    file,
    line
FROM cost_line
