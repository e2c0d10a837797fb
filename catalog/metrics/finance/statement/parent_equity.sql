/*
title = "Equity of the portfolio's own books"
kind = "stock"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
rate = "date"
roles = ["ceo", "cfo", "accounting"]
formula = "the same lines from the books that stand under the portfolio itself"
why = "The column that the ventures' columns lack, so that rows foot."
source = "finance.md 2.4"
*/
SELECT
    statement_posting.entity,
    statement_posting.date,
    -statement_posting.weight AS value,
    statement_posting.weight_commodity AS commodity,
    CASE WHEN statement_posting.account_type = 'equity' THEN statement_posting.statement_line ELSE 'Result to date' END AS statement_line,
    statement_posting.n_postings,
    statement_posting.file,
    statement_posting.line
FROM statement_posting
INNER JOIN entity
    ON entity.entity = statement_posting.entity
    AND entity.is_root
WHERE statement_posting.account_type IN ('equity', 'income', 'expense')
