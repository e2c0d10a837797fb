/*
title = "Net burn"
kind = "flow"
unit = "money"
better = "down"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "minus the change in unrestricted cash, without what moves against owner's equity, loans, tenants' deposits, restricted cash and other ventures"
why = "The cash that the businesses use up in a month. An owner's cheque or a loan hides it; a prepaid year of insurance does not."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity,
    file,
    line
FROM cash_leg
