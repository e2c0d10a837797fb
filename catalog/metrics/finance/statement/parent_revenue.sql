/*
title = "Revenue of the portfolio's own books"
kind = "flow"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "income of the books that stand under the portfolio itself, ventures left out"
why = "The row that the ventures' rows lack, so that the column foots."
source = "finance.md 2.4, footing both ways"
*/
SELECT
    posting_day.entity,
    posting_day.date,
    -coalesce(posting_day.weight, posting_day.amount) AS value,
    coalesce(posting_day.weight_commodity, posting_day.commodity) AS commodity,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
INNER JOIN entity
    ON entity.entity = posting_day.entity
    AND entity.is_root
WHERE posting_day.account_type = 'income'
    AND posting_day.counterparty IS NULL
