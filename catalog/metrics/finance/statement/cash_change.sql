/*
title = "Change in cash"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "what the cash accounts took in less what they paid out, restricted cash included"
why = "The bank's own word, against which the cash flow statement is held."
source = "finance.md 2.1; ASC 230-10-45-4"
*/
SELECT
    statement_posting.entity,
    statement_posting.date,
    statement_posting.weight AS value,
    statement_posting.weight_commodity AS commodity,
    statement_posting.n_postings,
    statement_posting.file,
    statement_posting.line
FROM statement_posting
INNER JOIN account
    ON account.entity = statement_posting.entity
    AND account.account = statement_posting.account
WHERE account.is_cash
