/*
title = "Claimed value of the mailing, low"
kind = "stock"
unit = "money"
better = "none"
needs = ["claim_statement"]
roles = ["ceo", "cmo"]
formula = "the lower number of the claim that is bound to the rule blast-value-unsupported"
why = "What somebody said, to be divided by what a booking brings."
source = "claims.toml"
*/
SELECT
    claim_statement.entity,
    claim_statement.stated AS value,
    entity.currency AS commodity,
    claim_statement.file,
    claim_statement.line
FROM claim_statement
INNER JOIN entity
    ON entity.entity = claim_statement.entity
WHERE claim_statement.rule = 'blast-value-unsupported'
