/*
title = "Net burn of the portfolio's own books"
kind = "flow"
unit = "money"
better = "down"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "net burn of the books that stand under the portfolio itself"
why = "The row that the ventures' rows lack, so that the column foots."
source = "finance.md 2.4, footing both ways"
*/
SELECT
    cash_leg.entity,
    cash_leg.date,
    -cash_leg.amount AS value,
    cash_leg.commodity,
    cash_leg.file,
    cash_leg.line
FROM cash_leg
INNER JOIN entity
    ON entity.entity = cash_leg.entity
    AND entity.is_root
