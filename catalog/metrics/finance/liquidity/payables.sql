/*
title = "Payables"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "balance of the payable accounts of the books, other ventures left out"
why = "Bills received and not yet paid."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'liability'
    AND statement_line = 'Payables'
